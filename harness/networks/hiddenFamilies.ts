/**
 * Directions at hidden units whose outgoing weights cancel, or whose incoming weights do.
 *
 * Let g be units of hidden layer k that reach the loss on the same samples S (for a smooth φ: a single unit,
 * on all samples), ā the input of layer k with a 1 for the bias, m = φ'(z_k) (1 on S for a piecewise linear φ)
 *
 *     B = Σ_{s ∈ S} m·ā_s·δ_{k+1,s}ᵀ,
 *
 * the coupling of a unit's incoming with its outgoing weights.
 *
 * **Outgoing weights that cancel.** Let Σ_{j ∈ g} c_j W_{k+1}[j, l] = 0 for all units l behind that are not
 * dead (for a loss of softmax outputs: the same number for all outputs). In direction p ⊗ c of the incoming
 * weights R{z_k}[j] = c_j·(ā·p), so that R{z_{k+1}} = m(ā·p)·Σ c_j W_{k+1}[j, ·] is 0 or a shift of all outputs,
 * and R{δ_{k+1}} and everything behind is 0. R{δ_k} = φ''·R{z_k}·(W_{k+1} δ_{k+1}) is 0, because φ'' = 0 or
 * because the one unit has Wδ = 0. R{δ_{k−1}} = φ'·p·Σ c_j δ_k[j] = 0 for the same reason. There remain the
 * outgoing weights: (Hv)[j, l] = c_j·(Bᵀp)_l. So v is null if and only if Bᵀp = 0. The rows of B beyond the
 * independent (k = 0) or not silent (k > 0) inputs, r of them, follow from the others; its columns l
 * with δ_l = 0 on S are 0, and for softmax outputs its columns sum to 0. With n columns left, p may be chosen
 * from at least r − n dimensions:
 *
 *     (|g| − rank W_{k+1}[g, ·]) · max(0, r − n)     null directions.
 *
 * c = e_j is a unit with zero outgoing weights. Two units with equal incoming and outgoing weights u, v have
 * c = (1, −1): the antisymmetric subspace (p, −p; q, −q) is invariant, H is [[0, B], [Bᵀ, 0]] on it, of nullity
 * d + 1 + C − 2·rank B, and p ∈ ker Bᵀ is this part of it. With v_1 and v_2 parallel c = (α, −β) with
 * α·v_1 = β·v_2 does the same if φ is piecewise linear, and nothing is known if not parallel; for a smooth φ
 * the φ'' term does not vanish. Equal incoming weights are not even needed: the same S is enough.
 *
 * **Incoming weights that cancel**, last hidden layer only. Let Σ_{j ∈ g} c_j [W_k; b_k][b, j] = 0 for all inputs b
 * that are not silent (smooth φ: two units with the same incoming weights, or one with none and φ(0) = 0).
 * In direction c ⊗ q of the outgoing weights R{z_{k+1}} = Σ c_j a_j q = 0, R{δ_{k−1}} = 0, and
 * (Hv)[b, j] = c_j·(B q)_b. Modulo shifts q may be chosen from n − min(r, n) dimensions. Before a hidden
 * layer such directions may coincide with those of the first kind one layer on, and are not counted.
 *
 * Every dimension is proved: ranks in exact arithmetic, dead units by the signs of pre-activations, a δ_l of 0 by
 * zero weights. The vectors p and q need δ, so that they are computed in float64 and exact up to its rounding.
 */
import { columnDependencies } from '../algebra/exactRank.ts'
import { orthogonalComplement } from '../algebra/orthogonalComplement.ts'
import { sparseRows } from '../algebra/sparseRows.ts'
import { couplingMatrix } from './couplingMatrix.ts'
import { inputRows, type NullFamily, type NullSpaceContext } from './nullFamily.ts'
import type { UnitGroup } from './unitActivity.ts'

/** One group of one hidden layer with what is before and behind it. */
interface Group {
  /** Its layer. */
  readonly k: number
  readonly units: Int32Array
  readonly samples: Int32Array
  /** Rows of [W_k; b_k] on which p lives: r. */
  readonly before: readonly number[]
  /** Units of the next layer that are not dead. */
  readonly behind: readonly number[]
  /** Those of them whose columns of B may be independent: n. */
  readonly carriers: readonly number[]
  /** The next layer are outputs of a softmax. */
  readonly shifts: boolean
}

export function hiddenFamilies(context: NullSpaceContext): NullFamily[] {
  const last = context.problem.shape.blocks.length - 1
  const heard = heardUnits(context)
  const families: NullFamily[] = []
  for (let k = 0; k < last; k++) {
    for (const { units, samples } of context.activity.groups[k]!) {
      const group = describe(context, k, { units, samples }, heard)
      families.push(...outgoingFamilies(context, group))
      if (k + 1 === last) families.push(...incomingFamilies(context, group))
    }
  }
  return families
}

function describe(
  context: NullSpaceContext,
  k: number,
  { units, samples }: UnitGroup,
  heard: readonly Uint8Array[],
): Group {
  const { problem, activity } = context
  const { blocks } = problem.shape
  const { weights, fanOut } = blocks[k]!
  const isUsed = (b: number): boolean => activity.used[weights + b * fanOut + units[0]!] === 1
  const before =
    k === 0
      ? [...context.inputDependencies({ units, samples }).independent]
      : inputRows(context, k).filter(isUsed)
  const shifts = k + 2 === blocks.length && problem.loss.shiftInvariant
  const onSamples = new Set(samples)
  const behind = activity.groups[k + 1]!.flatMap((group) => [...group.units]).sort((a, b) => a - b)
  const meets = activity.groups[k + 1]!.filter((group) => group.samples.some((s) => onSamples.has(s)))
  const carriers = meets
    .flatMap((group) => [...group.units])
    .filter((l) => heard[k + 1]![l] === 1)
    .sort((a, b) => a - b)
  return { k, units, samples, before, behind, carriers: shifts ? carriers.slice(0, -1) : carriers, shifts }
}

/** For each layer [fanOut], 1 where δ may be other than 0: outputs, and units with a weight to such a unit. */
function heardUnits({ problem, theta, activity }: NullSpaceContext): Uint8Array[] {
  const { blocks } = problem.shape
  const last = blocks.length - 1
  const heard = blocks.map(({ fanOut }, k) => new Uint8Array(fanOut).fill(k === last ? 1 : 0))
  for (let k = last - 1; k >= 0; k--) {
    const shifts = k + 1 === last && problem.loss.shiftInvariant
    for (const { units } of activity.groups[k + 1]!) {
      for (const l of units) {
        if (heard[k + 1]![l] === 0) continue
        heard[k]!.forEach((_, j) => {
          const reference = shifts ? outgoing(problem.shape.blocks, theta, k, j, 0) : 0
          if (outgoing(blocks, theta, k, j, l) !== reference) heard[k]![j] = 1
        })
      }
    }
  }
  return heard
}

/** W_{k+1}[j, l] */
function outgoing(
  blocks: NullSpaceContext['problem']['shape']['blocks'],
  theta: Float64Array,
  k: number,
  j: number,
  l: number,
): number {
  const { weights, fanOut } = blocks[k + 1]!
  return theta[weights + j * fanOut + l]!
}

/** p ⊗ c in the incoming weights. */
function outgoingFamilies(context: NullSpaceContext, group: Group): NullFamily[] {
  const { problem, theta } = context
  const { blocks, activation } = problem.shape
  const { k, units, before, behind, carriers, shifts } = group
  const dimensions = before.length - carriers.length
  if (dimensions <= 0) return []
  const entries = behind.flatMap((l) => Array.from(units, (j) => outgoing(blocks, theta, k, j, l)))
  const { constant, dependent, kernel } = columnDependencies(
    sparseRows(entries, behind.length, units.length),
    Int32Array.from(behind.keys()),
    { ones: shifts },
  )
  const isConstant = new Set(constant)
  return [...dependent.keys()].flatMap((f) => {
    const isSingle = isConstant.has(dependent[f]!)
    if (!isSingle && !activation.piecewiseLinear) return []
    return {
      cause: isSingle ? 'zeroOutgoing' : 'redundantUnits',
      count: dimensions,
      directions: () => {
        // The component of the shift, if there is one, is the last.
        const c = kernel()[f]!.subarray(0, units.length)
        const unit = units[c.findIndex((entry) => entry !== 0)]!
        const b = couplingMatrix(context, { ...group, unit })
        const { weights, fanOut } = blocks[k]!
        return orthogonalComplement(b, before.length, carriers.length).map((p) =>
          outer(problem.shape.dimension, (put) => {
            before.forEach((row, t) => {
              units.forEach((j, u) => {
                put(weights + row * fanOut + j, p[t]! * c[u]!)
              })
            })
          }),
        )
      },
    }
  })
}

/** c ⊗ q in the outgoing weights, before the outputs. */
function incomingFamilies(context: NullSpaceContext, group: Group): NullFamily[] {
  const { problem } = context
  const { k, units, before, carriers } = group
  const dimensions = carriers.length - before.length
  if (dimensions <= 0) return []
  const combinations = cancellingUnits(context, group)
  const { weights, fanOut } = problem.shape.blocks[k + 1]!
  return combinations.map((c) => ({
    cause: 'redundantUnits',
    count: dimensions,
    directions: () => {
      const unit = units[c.findIndex((entry) => entry !== 0)]!
      const b = transposed(couplingMatrix(context, { ...group, unit }), before.length, carriers.length)
      return orthogonalComplement(b, carriers.length, before.length).map((q) =>
        outer(problem.shape.dimension, (put) => {
          units.forEach((j, u) => {
            carriers.forEach((l, t) => {
              put(weights + j * fanOut + l, c[u]! * q[t]!)
            })
          })
        }),
      )
    },
  }))
}

/** A basis of the c [|g|] for which Σ c_j a_j = 0 on all samples because incoming weights cancel. */
function cancellingUnits(context: NullSpaceContext, { k, units }: Group): Float64Array[] {
  const { problem, theta, activity } = context
  const { activation, blocks } = problem.shape
  const { weights, fanOut } = blocks[k]!
  const rows = inputRows(context, k).filter((b) => activity.used[weights + b * fanOut + units[0]!] === 1)
  const incoming = Array.from(units, (j) => rows.map((b) => theta[weights + b * fanOut + j]!))
  if (activation.piecewiseLinear) {
    if (rows.length === 0) return Array.from(units, (_, u) => unitVector(units.length, [u]))
    const entries = rows.flatMap((_, t) => incoming.map((column) => column[t]!))
    const matrix = sparseRows(entries, rows.length, units.length)
    return columnDependencies(matrix, Int32Array.from(rows.keys()), { ones: false }).kernel()
  }
  const vanishes = activation.value(0) === 0
  const firstOf = new Map<string, number>()
  return incoming.flatMap((column, u) => {
    if (vanishes && column.every((weight) => weight === 0)) return [unitVector(units.length, [u])]
    // Adding 0 makes −0 and 0 one number.
    const key = column.map((weight) => weight + 0).join()
    const first = firstOf.get(key)
    if (first === undefined) firstOf.set(key, u)
    return first === undefined ? [] : [unitVector(units.length, [first, u])]
  })
}

/** e_u, or e_first − e_u. */
function unitVector(n: number, places: readonly number[]): Float64Array {
  const vector = new Float64Array(n)
  places.forEach((place, t) => {
    vector[place] = t === 0 ? 1 : -1
  })
  return vector
}

function transposed(matrix: Float64Array, rows: number, columns: number): Float64Array {
  return matrix.map((_, p) => matrix[(p % rows) * columns + Math.floor(p / rows)]!)
}

function outer(dimension: number, fill: (put: (place: number, value: number) => void) => void): Float64Array {
  const v = new Float64Array(dimension)
  fill((place, value) => {
    v[place] = value
  })
  return v
}
