import { type Check, type EvidenceTable, type Plot, specify, withRemarks } from '../../harness/index.ts'
import {
  allMethods,
  type Descent,
  descend,
  gradientDescent,
  type Method,
  startsAbove,
  startsOnPlateau,
} from './plateauDescent.ts'

const steps = { quick: 20_000, paper: 200_000 }
/** Of second-order methods, whose steps are as long as the way. */
const fewer = 50

const remarks = [
  'Measured where the last step of each run ends, on the landscape of sankar2017/plateau: in the well, on the plateau, on the ' +
    'way to it, or nowhere finite. A method and a start have one trajectory, those with noise one for the seed; there is no error bar, ' +
    'and one run that ends in the well refutes the claim.',
  'The paper has no experiment here, but one sentence: that it is “very difficult for either first-order or second-order ' +
    'methods”. “Very difficult” is read as: none gets past. Learning rates and other constants are those of the library, of the ' +
    'released code or of the methods’ own sources, and stand in the table.',
  'From above, methods with momentum arrive at the plateau with a velocity that carries them across, and second-order methods ' +
    'with little damping take steps that are longer than it is wide. On the plateau itself gradient and Hessian are exactly 0, so ' +
    'that nothing but noise moves a point there, and only as far as its size allows: the columns “on it” have who leaves. ' +
    'Gradient descent with a small learning rate does not get past, which is a control.',
]

export default specify({
  id: 'sankar2017/plateauEscape',
  statement:
    'Neither first-order nor second-order methods get past the plateau of Fig. 1, from above (4, 2) or from the plateau',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Sec. 2, Fig. 1' },
  reported: 'that it is very difficult for either kind of method to escape; no experiment',
  rule:
    `first-order methods, those of the paper’s released code among them, Newton and saddle-free Newton, each from ${startsAbove.length} points above (4, 2) and ` +
    `${startsOnPlateau.length} on the plateau, ${steps.quick} steps (paper ${steps.paper}; ${steps.quick / fewer} and ${steps.paper / fewer} of second order): ` +
    'refuted by a run that ends in the well',
  pinned: 'refuted',
  check: withRemarks(neverInWell(allMethods), remarks),
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
    const past = results.filter(({ above, on }) => [...above, ...on].some(({ end }) => end === 'well'))
    const leaving = results.filter(({ on }) => on.some(({ end }) => end === 'well'))
    const evidence = { runs, seed, tables: [endTable(results)], plots: [endPlot(results)] }
    if (past.length === 0) {
      return {
        status: 'holds',
        summary: `none of ${runs} runs of ${list.length} methods ends in the well`,
        ...evidence,
      }
    }
    return {
      status: 'refuted',
      summary:
        `${past.length} of ${list.length} methods get into the well (${namesOf(past)}), ` +
        `${leaving.length} of them from the plateau itself`,
      counterexample: firstPast(past[0]!),
      ...evidence,
    }
  }
}

async function descents(method: Method, starts: typeof startsAbove, most: number): Promise<Descent[]> {
  const found: Descent[] = []
  for (const from of starts) found.push(await descend(method, from, most))
  return found
}

function namesOf(results: readonly MethodRuns[]): string {
  return [...new Set(results.map(({ method }) => method.name))].join(', ')
}

function firstPast({ method, above, on }: MethodRuns): string {
  const all = [...above, ...on]
  const k = all.findIndex(({ end }) => end === 'well')
  const from = [...startsAbove, ...startsOnPlateau][k]!
  return `${method.name} (${method.constants}) from (${from.join(', ')}) ends at ‖w‖ = ${all[k]!.radius}`
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
      'above: plateau',
      'above: well',
      'above: on the way',
      'above: diverged',
      'on it: plateau',
      'on it: well',
      'furthest from its start',
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
