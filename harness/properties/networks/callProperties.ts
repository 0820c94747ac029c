/** What code owes to its caller: no memory of earlier calls, arguments left alone, results that stay, refusals. */
import fc from 'fast-check'
import { expandNetwork } from '../../arbitraries/expandNetwork.ts'
import type { NetworkRecipe } from '../../arbitraries/networks.ts'
import type { NetworkOptions } from '../../networks/networkProblem.ts'
import { differingBits, none, type Ratio } from '../../providers/laws/law.ts'
import { type Property, property } from '../property.ts'
import type { CurvatureCode, CurvatureObjective, Supported } from './curvatureCode.ts'
import {
  type DirectedCase,
  directedCases,
  networkCases,
  networkLabels,
  recipes,
} from './curvatureInstances.ts'
import { hiddenPermutation, permuted } from './hiddenPermutation.ts'

type Question = 'loss' | 'gradient' | 'hvp' | 'hessian'

interface Call {
  readonly question: Question
  /** Which of three points: theta, another one, theta with its hidden units in another order. */
  readonly point: number
  /** Which of two directions. */
  readonly direction: number
}

interface CallsCase extends DirectedCase {
  readonly calls: readonly Call[]
}

export function callProperties(support: Supported): Property<CurvatureCode>[] {
  const directed = directedCases(recipes(support))
  const call = fc.record({
    question: fc.constantFrom<Question>('loss', 'gradient', 'hvp', 'hessian'),
    point: fc.nat({ max: 2 }),
    direction: fc.nat({ max: 1 }),
  })
  const calls = fc.array(call, { minLength: 2, maxLength: 10 })
  const memory = property({
    name: 'an answer has the same bits whatever was asked before',
    source: 'The interface: nothing is kept between calls',
    instances: fc.tuple(directed, calls).map(([one, list]): CallsCase => ({ ...one, calls: list })),
    cases: 50,
    labels: {
      'a question asked again at another point': {
        share: 0.3,
        applies: ({ calls: list }) =>
          list.some((a) => list.some((b) => a.question === b.question && a.point !== b.point)),
      },
      ...networkLabels<CallsCase>(support),
    },
    check: checkMemory,
  })
  const ownership = property({
    name: 'arguments stay as they were, and results are the caller’s own',
    source: 'The interface: arguments are not changed, every returned array is new',
    instances: directed,
    cases: 30,
    check: checkOwnership,
  })
  if (!support.refusals) return [memory, ownership]
  const refusals = property({
    name: 'a wrong length and a number that is not finite are refused',
    source: 'The interface: the caller’s mistake throws',
    instances: networkCases(recipes(support)),
    cases: 20,
    check: (code: CurvatureCode, { recipe }) => checkRefusals(code, recipe),
  })
  return [memory, ownership, refusals]
}

/** One array for theta, rewritten between calls as an optimizer does, against a fresh objective for each call. */
async function checkMemory(code: CurvatureCode, { recipe, v, w, calls }: CallsCase): Promise<Ratio[]> {
  const { options, theta } = expandNetwork(recipe)
  const reordered = permuted(hiddenPermutation(recipe), theta)
  const points = [theta.slice(), theta.map((t, p) => t / 2 + v[p]!), reordered]
  const directions = [v, w].map((x) => Float64Array.from(x))
  const objective = code(options)
  const ratios: Ratio[] = []
  for (const { question, point, direction } of calls) {
    theta.set(points[point]!)
    const answer = await ask(objective, question, theta, directions[direction]!)
    const fresh = await ask(code(options), question, points[point]!.slice(), directions[direction]!.slice())
    ratios.push(none(`bits of ${question} unlike a fresh one`, differingBits(answer, fresh)))
  }
  return ratios
}

async function ask(
  objective: CurvatureObjective,
  question: Question,
  theta: Float64Array,
  v: Float64Array,
): Promise<Float64Array> {
  switch (question) {
    case 'loss':
      return Float64Array.of(objective.loss(theta))
    case 'gradient':
      return objective.gradient(theta)
    case 'hvp':
      return objective.hvp(theta, v)
    case 'hessian':
      return (await objective.hessian(theta)).matrix.entries
  }
}

async function checkOwnership(code: CurvatureCode, { recipe, v, w }: DirectedCase): Promise<Ratio[]> {
  const { options, theta } = expandNetwork(recipe)
  const direction = Float64Array.from(v)
  const indices = recipe.inputs.map((_, s) => recipe.inputs.length - 1 - s)
  const given = [theta, direction, ...buffers(options)]
  const copies = given.map((array) => Float64Array.from(array))
  const objective = code(options)
  const batch = objective.onBatch(indices)
  const results = await askAll([objective, batch], theta, direction)
  const kept = results.map((array) => array.slice())
  const changed = [theta, direction, ...buffers(options)].map((array, k) =>
    differingBits(Float64Array.from(array), copies[k]!),
  )
  indices.fill(0)
  await askAll(
    [objective, batch],
    theta.map((t, p) => t + w[p]!),
    direction,
  )
  const overwritten = results.map((array, k) => differingBits(array, kept[k]!))
  const again = await askAll([objective, batch], theta, direction)
  return [
    none('numbers of the arguments that changed', total(changed)),
    none('numbers of results that changed later', total(overwritten)),
    none('results that are an argument', results.filter((array) => given.includes(array)).length),
    none(
      'answers that follow the caller’s indices',
      total(again.map((array, k) => differingBits(array, kept[k]!))),
    ),
  ]
}

async function askAll(
  objectives: readonly CurvatureObjective[],
  theta: Float64Array,
  v: Float64Array,
): Promise<Float64Array[]> {
  const answers: Float64Array[] = []
  for (const objective of objectives) {
    for (const question of ['loss', 'gradient', 'hvp', 'hessian'] as const) {
      answers.push(await ask(objective, question, theta, v))
    }
  }
  return answers
}

function buffers({ inputs, targets }: NetworkOptions): (Float64Array | Int32Array)[] {
  return [inputs.values, inputs.offset, inputs.rowStart, inputs.columnIndex, targetBuffer(targets)]
}

function targetBuffer(targets: NetworkOptions['targets']): Float64Array {
  return 'labels' in targets ? Float64Array.from(targets.labels) : targets.values
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}

async function checkRefusals(code: CurvatureCode, recipe: NetworkRecipe): Promise<Ratio[]> {
  const { options, theta } = expandNetwork(recipe)
  const objective = code(options)
  const spoiled = (value: number): Float64Array => theta.with(theta.length - 1, value)
  const wrong = [
    theta.subarray(1),
    Float64Array.of(...theta, 0),
    spoiled(Number.NaN),
    spoiled(Number.POSITIVE_INFINITY),
  ]
  const ratios: Ratio[] = []
  for (const x of wrong) {
    const calls = [
      () => objective.loss(x),
      () => objective.gradient(x),
      () => objective.hvp(x, theta),
      () => objective.hvp(theta, x),
      () => objective.hessian(x),
    ]
    let accepted = 0
    for (const call of calls) if (!(await throws(call))) accepted++
    ratios.push(none(`calls that accept [${x.join(', ')}]`, accepted))
  }
  const batches: readonly number[][] = [[], [-1], [recipe.inputs.length], [0.5], [Number.NaN]]
  const accepted = await Promise.all(batches.map((indices) => throws(() => objective.onBatch(indices))))
  return [...ratios, none('batches of no or of unknown samples', accepted.filter((threw) => !threw).length)]
}

async function throws(call: () => unknown): Promise<boolean> {
  try {
    await call()
    return false
  } catch {
    return true
  }
}
