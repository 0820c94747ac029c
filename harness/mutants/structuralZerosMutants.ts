/** Mutants of the proof of null directions: slips of counting and of theory. */
import { columnDependencies } from '../algebra/exactRank.ts'
import { denseRows, type SparseRows, selectRows, sparseRows } from '../algebra/sparseRows.ts'
import { unitRoundoff } from '../algebra/vectors.ts'
import { hiddenFamilies } from '../networks/hiddenFamilies.ts'
import { inputFamilies } from '../networks/inputFamilies.ts'
import { type NetworkOptions, type NetworkProblem, networkProblem } from '../networks/networkProblem.ts'
import type { NullFamily, NullSpaceContext } from '../networks/nullFamily.ts'
import { shiftFamilies } from '../networks/shiftFamilies.ts'
import {
  type NullSpaceRules,
  nullSpaceRules,
  type StructuralZeros,
  structuralZeros,
} from '../networks/structuralZeros.ts'
import type { UnitActivity } from '../networks/unitActivity.ts'
import type { NullSpaceCode } from '../properties/structuralZeros/nullSpaceCode.ts'
import type { Mutant } from './mutant.ts'

export const structuralZerosMutants: readonly Mutant<NullSpaceCode>[] = [
  mutant('rank of X instead of [X, 1]', {
    dependencies: (matrix, rows, { ones }) => withoutOnes(matrix, rows, ones),
  }),
  mutant('rank by a float tolerance of 1e-6', { dependencies: tolerant }),
  mutant('a kernel vector lacks the offset', {
    dependencies: (matrix, rows, options) =>
      columnDependencies({ ...matrix, offset: new Float64Array(matrix.columns) }, rows, options),
  }),
  mutant('every unit sees all samples', {
    activity: (problem, theta, samples) => {
      const activity = nullSpaceRules.activity(problem, theta, samples)
      const groups = activity.groups.map((layer) => layer.map((group) => ({ ...group, samples })))
      return { ...activity, groups }
    },
  }),
  mutant('a ReLU at exactly 0 counts as on', {
    activity: (problem, theta, samples) => {
      const raised = theta.slice()
      for (const { bias, fanOut } of problem.shape.blocks) {
        for (let i = bias; i < bias + fanOut; i++) raised[i]! += 2 ** -45
      }
      return nullSpaceRules.activity(problem, raised, samples)
    },
  }),
  mutant('the outgoing weights of a dead unit are left out', { activity: withDeadOutgoing }),
  mutant('softmax shift counted for squared error', {
    families: [inputFamilies, (context) => shiftFamilies(alwaysShifted(context)), hiddenFamilies],
  }),
  mutant('shift of h weights without the bias', {
    families: [inputFamilies, (context) => shiftFamilies(context).slice(0, -1), hiddenFamilies],
  }),
  mutant('shift of a dead unit counted besides its zero rows', {
    families: [inputFamilies, (context) => shiftFamilies(everythingUsed(context)), hiddenFamilies],
  }),
  mutant('a dead input counted as constant besides its zero rows', {
    families: [(context) => inputFamilies(everythingUsed(context)), shiftFamilies, hiddenFamilies],
  }),
  mutant('conditions of a softmax used for squared error', {
    families: [inputFamilies, shiftFamilies, (context) => hiddenFamilies(alwaysShifted(context))],
  }),
  mutant('a smooth activation taken for a piecewise linear one', {
    families: [inputFamilies, shiftFamilies, (context) => hiddenFamilies(withoutBend(context))],
  }),
  mutant('duplicated units counted where their outgoing weights differ', {
    families: [inputFamilies, shiftFamilies, (context) => hiddenFamilies(withEqualOutgoing(context))],
  }),
  mutant('the coupling with the outgoing weights forgotten', {
    families: [inputFamilies, shiftFamilies, withoutConditions],
  }),
  {
    bug: 'dead inputs counted once, not for every unit',
    origin: 'our own',
    code: (options, theta, batch) => withOneUnitSilent(options, prove(options, theta, batch)),
  },
  {
    bug: 'l2 ignored',
    origin: 'our own',
    code: (options, theta, batch) => prove({ ...options, l2: 0 }, theta, batch),
  },
  {
    bug: 'the whole data set used for a batch',
    origin: 'our own',
    code: (options, theta) => prove(options, theta, undefined),
  },
]

function mutant(bug: string, changed: Partial<NullSpaceRules>): Mutant<NullSpaceCode> {
  const rules = { ...nullSpaceRules, ...changed }
  return { bug, origin: 'our own', code: (options, theta, batch) => prove(options, theta, batch, rules) }
}

function prove(
  options: NetworkOptions,
  theta: Float64Array,
  batch: readonly number[] | undefined,
  rules: NullSpaceRules = nullSpaceRules,
): StructuralZeros {
  const problem = networkProblem(options)
  const samples = Int32Array.from(batch ?? Array.from({ length: problem.inputs.rows }, (_, s) => s))
  return structuralZeros(problem, problem.layout.embed(theta), samples, rules)
}

function withoutOnes(matrix: SparseRows, rows: Int32Array, ones: boolean) {
  const found = columnDependencies(matrix, rows, { ones: false })
  if (!ones) return found
  return {
    ...found,
    independent: Int32Array.of(...found.independent, matrix.columns),
    kernel: () => found.kernel().map((vector) => Float64Array.of(...vector, 0)),
  }
}

/** Entries are rounded to multiples of 1e-6 of the largest before the rank is taken. */
function tolerant(...[matrix, rows, options]: Parameters<typeof columnDependencies>) {
  const dense = denseRows(selectRows(matrix, rows))
  const grid = 2 ** -20 * dense.reduce((largest, x) => Math.max(largest, Math.abs(x)), unitRoundoff)
  const rounded = dense.map((x) => Math.round(x / grid) * grid)
  const all = Int32Array.from({ length: rows.length }, (_, r) => r)
  return columnDependencies(sparseRows(rounded, rows.length, matrix.columns), all, options)
}

function withDeadOutgoing(...[problem, theta, samples]: Parameters<typeof nullSpaceRules.activity>) {
  const activity = nullSpaceRules.activity(problem, theta, samples)
  const used = activity.used.slice()
  problem.shape.blocks.slice(1).forEach(({ weights, bias, fanOut }) => {
    for (let p = weights; p < bias; p++) used[p] = activity.used[bias + ((p - weights) % fanOut)]!
  })
  return { ...activity, used }
}

function alwaysShifted(context: NullSpaceContext): NullSpaceContext {
  const { problem } = context
  return withProblem(context, { loss: { ...problem.loss, shiftInvariant: true } })
}

function withoutBend(context: NullSpaceContext): NullSpaceContext {
  const { shape } = context.problem
  const activation = { ...shape.activation, piecewiseLinear: true }
  return withProblem(context, { shape: { ...shape, activation } })
}

/** Units with the same incoming weights as one before them are taken to have its outgoing weights. */
function withEqualOutgoing(context: NullSpaceContext): NullSpaceContext {
  const { blocks } = context.problem.shape
  const theta = context.theta.slice()
  for (let k = 0; k + 1 < blocks.length; k++) {
    const { fanIn, fanOut, weights } = blocks[k]!
    const next = blocks[k + 1]!
    const firstOf = new Map<string, number>()
    for (let j = 0; j < fanOut; j++) {
      const key = Array.from({ length: fanIn + 1 }, (_, b) => theta[weights + b * fanOut + j]! + 0).join()
      const first = firstOf.get(key)
      if (first === undefined) firstOf.set(key, j)
      else {
        const from = next.weights + first * next.fanOut
        theta.copyWithin(next.weights + j * next.fanOut, from, from + next.fanOut)
      }
    }
  }
  return { ...context, theta }
}

function withProblem(context: NullSpaceContext, changed: Partial<NetworkProblem>): NullSpaceContext {
  return { ...context, problem: { ...context.problem, ...changed } }
}

function everythingUsed(context: NullSpaceContext): NullSpaceContext {
  const activity: UnitActivity = { ...context.activity, used: context.activity.used.map(() => 1) }
  return { ...context, activity }
}

/** All incoming directions of a unit with zero outgoing weights, each by itself. */
function withoutConditions(context: NullSpaceContext): NullFamily[] {
  const { blocks, dimension } = context.problem.shape
  return hiddenFamilies(context).map((family) => {
    if (family.cause !== 'zeroOutgoing') return family
    const { fanOut } = blocks[0]!
    const place = [...family.directions()][0]!.findIndex((x) => x !== 0)
    const vector = new Float64Array(dimension)
    if (place < fanOut * (blocks[0]!.fanIn + 1)) vector[place] = 1
    return { ...family, directions: () => Array.from({ length: family.count }, () => vector) }
  })
}

/** In the first layer only its first unit's weights stay silent where a whole input is. */
function withOneUnitSilent({ layers }: NetworkOptions, zeros: StructuralZeros): StructuralZeros {
  const [features, units] = [layers[0]!, layers[1]!]
  const silent = zeros.silent.slice()
  for (let a = 0; a < features; a++) {
    const row = silent.subarray(a * units, (a + 1) * units)
    if (row.every((flag) => flag === 1)) row.fill(0, 1)
  }
  const silentCount = silent.reduce((sum, flag) => sum + flag, 0)
  return { ...zeros, silent, silentCount, total: zeros.total - zeros.silentCount + silentCount }
}
