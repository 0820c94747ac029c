import { type Check, type EvidenceTable, type Plot, specify } from '../../harness/index.ts'
import {
  allMethods,
  type Descent,
  descend,
  gradientDescent,
  jumps,
  type Method,
  radiusText,
  startsAbove,
  startsOnPlateau,
} from './plateauDescent.ts'

const steps = { quick: 20_000, paper: 200_000 }
/** Of second-order methods, whose steps are as long as the way. */
const fewer = 50

function remarks(results: readonly MethodRuns[]): readonly string[] {
  const past = results.filter(getsPast)
  const leaving = results.filter(leaves)
  return [
    `The paper has no experiment here, but one sentence: that it is “very difficult” to escape. That is read as: none does. What else it may mean is not decided; ${results.length - past.length} of the ${results.length} settings do not get past, ` +
      `and from the plateau itself ${leaving.length === 0 ? 'none leaves' : `${leaving.length} leaves (${leaving.map(settingOf).join('; ')})`}.`,
    'Measured where the last step of each run ends, on the landscape of sankar2017/plateau, whose plateau is 2 ≤ ‖w‖ ≤ 3: in the well, on the plateau, on the ' +
      'way to it, or nowhere finite. A method and a start have one trajectory, those with noise one for the seed; there is no error bar. A setting is a method with its constants: those of the library, of the ' +
      'released code or of the methods’ own sources, as they stand in the table; the paper names a momentum of 0.9 and no learning rates.',
    'Why methods get past from above: with momentum they arrive at the plateau with a velocity that carries them across, and second-order methods ' +
      'with little damping take steps that are longer than it is wide. Gradient descent with a small learning rate does not get past, which is a control.',
    'On the plateau itself gradient and Hessian are exactly 0, so that nothing but noise moves a point there. Perturbed gradient descent jumps by at most its radius, ' +
      `every ${jumps.waitingSteps} steps for as long as the gradient is small: a random walk. With jumps of up to ${jumps.long} on a plateau that is 1 wide it comes to the inner rim within the steps of a run, and the well does the rest; with a radius of ${jumps.short} it has ` +
      'hardly moved, as the last column shows, and with noise of that size on the gradient noisy SGD neither. The radius is ours: its source derives it from constants that nobody has here.',
  ]
}

export default specify({
  id: 'sankar2017/plateauEscape',
  statement:
    'Neither first-order nor second-order methods get past the plateau of Fig. 1, from above (4, 2) or from the plateau',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Sec. 2, Fig. 1', page: 5 },
  reported:
    '“it is very difficult for either first-order or second-order methods to escape them”; no experiment',
  rule:
    `first-order methods, those of the paper’s released code among them, Newton and saddle-free Newton, each from ${startsAbove.length} points above (4, 2) and ` +
    `${startsOnPlateau.length} on the plateau, ${steps.quick} steps (paper ${steps.paper}; ${steps.quick / fewer} and ${steps.paper / fewer} of second order): ` +
    'refuted by a run that ends in the well',
  pinned: 'refuted',
  check: neverInWell(allMethods),
  controls: [
    {
      statement: 'the same for gradient descent alone',
      expected: 'holds',
      check: neverInWell(() => [gradientDescent(0.1), gradientDescent(0.5)]),
    },
    {
      statement: 'the same for gradient descent with a learning rate of 3/2',
      expected: 'refuted',
      check: neverInWell(() => [gradientDescent(1.5)]),
    },
  ],
})

interface MethodRuns {
  readonly method: Method
  readonly above: readonly Descent[]
  readonly on: readonly Descent[]
}

function neverInWell(methods: (seed: number) => readonly Method[]): Check {
  return async ({ scale, seed, progress }) => {
    const report = progress('methods on the plateau')
    const list = methods(seed)
    const results: MethodRuns[] = []
    for (const method of list) {
      report(results.length, list.length)
      const most = method.order === 'first' ? steps[scale] : steps[scale] / fewer
      results.push({
        method,
        above: await descents(method, startsAbove, most),
        on: await descents(method, startsOnPlateau, most),
      })
    }
    const runs = list.length * (startsAbove.length + startsOnPlateau.length)
    const past = results.filter(getsPast)
    const leaving = results.filter(leaves)
    const evidence = {
      runs,
      seed,
      remarks: remarks(results),
      tables: [endTable(results)],
      plots: [endPlot(results)],
    }
    if (past.length === 0) {
      return {
        status: 'holds',
        summary: `none of ${runs} runs of ${list.length} settings of methods ends in the well`,
        ...evidence,
      }
    }
    return {
      status: 'refuted',
      summary:
        ownMethod(past) +
        `${past.length} of ${list.length} settings of methods get past it (${namesOf(past)}), ` +
        `${leaving.length} of them from the plateau itself`,
      counterexample: firstPast(past.find(isPapersOwn) ?? past[0]!),
      ...evidence,
    }
  }
}

async function descents(method: Method, starts: typeof startsAbove, most: number): Promise<Descent[]> {
  const found: Descent[] = []
  for (const from of starts) found.push(await descend(method, from, most))
  return found
}

function getsPast({ above, on }: MethodRuns): boolean {
  return [...above, ...on].some(({ end }) => end === 'well')
}

function leaves({ on }: MethodRuns): boolean {
  return on.some(({ end }) => end === 'well')
}

/** Sec. 3: "In the momentum method, we used Nesterov momentum with parameter 0.9". */
function isPapersOwn({ method }: MethodRuns): boolean {
  return method.name === 'Nesterov momentum'
}

function ownMethod(past: readonly MethodRuns[]): string {
  const own = past.filter(isPapersOwn)
  if (own.length === 0) return ''
  const each = own.map(({ method, above }, i) => {
    const crossing = above.filter(({ end }) => end === 'well').length
    const [learningRate] = method.constants.split(',')
    return `from ${crossing} of ${above.length}${i === 0 ? ' starts above it' : ''} (${learningRate})`
  })
  return `Nesterov momentum, the paper’s own method, crosses the plateau ${each.join(' and ')}; `
}

function settingOf({ method }: MethodRuns): string {
  return `${method.name} with ${method.constants}`
}

function namesOf(results: readonly MethodRuns[]): string {
  return [...new Set(results.map(({ method }) => method.name))].join(', ')
}

function firstPast({ method, above, on }: MethodRuns): string {
  const all = [...above, ...on]
  const k = all.findIndex(({ end }) => end === 'well')
  const from = [...startsAbove, ...startsOnPlateau][k]!
  return `${method.name} (${method.constants}) from (${from.join(', ')}) ends in the well, ‖w‖ ${radiusText(all[k]!.radius)}`
}

function endTable(results: readonly MethodRuns[]): EvidenceTable {
  const count = (list: readonly Descent[], wanted: Descent['end']): number =>
    list.filter(({ end }) => end === wanted).length
  return {
    title:
      'How many runs end where; a deterministic method never leaves the plateau, where gradient and Hessian are 0',
    columns: [
      'method',
      'constants',
      'order',
      'started above (4, 2): plateau',
      'started above (4, 2): well',
      'started above (4, 2): on the way',
      'started above (4, 2): diverged',
      'started on the plateau: plateau',
      'started on the plateau: well',
      'started on the plateau: largest change of ‖w‖',
    ],
    rows: results.map(({ method, above, on }) => [
      method.name,
      method.constants,
      method.order,
      count(above, 'plateau'),
      count(above, 'well'),
      count(above, 'onTheWay'),
      count(above, 'diverged'),
      count(on, 'plateau'),
      count(on, 'well'),
      Math.max(...on.map(({ radius }, k) => Math.abs(radius - Math.hypot(...startsOnPlateau[k]!)))),
    ]),
  }
}

/** Of each method the first constants only: the table has all. */
function endPlot(results: readonly MethodRuns[]): Plot {
  const shown = results.filter(
    ({ method }, k) => results.findIndex((other) => other.method.name === method.name) === k,
  )
  return {
    name: 'plateau-ends',
    title: 'Where each method ends, by where it starts',
    x: { label: '‖w‖ at the start', scale: 'log' },
    y: { label: '‖w‖ at the end' },
    series: shown.map(({ method, above }) => ({
      name: `${method.name} (${method.constants})`,
      shape: 'points',
      points: above
        .map(({ radius }, k) => ({ x: Math.hypot(...startsAbove[k]!), y: radius }))
        .filter(({ y }) => Number.isFinite(y)),
    })),
    marks: [
      { axis: 'y', at: 2, label: 'the well below' },
      { axis: 'y', at: 3, label: 'the slope above' },
    ],
  }
}
