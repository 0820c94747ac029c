/** Any symmetric eigensolver, and what became of asking it. */
import { differingBits } from './law.ts'

/**
 * Eigenvalues, in any order, and perhaps eigenvectors of a symmetric matrix. A matrix that it cannot or will
 * not decompose is refused by throwing.
 *
 * @param entries [n, n] row-major, a copy @param order n
 */
export type Eigensolver = (entries: Float64Array, order: number) => SolvedPairs | Promise<SolvedPairs>

export interface SolvedPairs {
  /** [n] */
  readonly values: ArrayLike<number>
  /** [n, n] row-major, column k belongs to values[k]; a solver without vectors is judged by its values. */
  readonly vectors?: ArrayLike<number>
}

export type EigensolverAnswer = Answered | Unanswered

export interface Answered {
  readonly status: 'answered'
  /** [n] ascending: put in order here when the solver did not */
  readonly values: Float64Array
  /** [n, n] row-major, column k belongs to values[k] */
  readonly vectors: Float64Array | undefined
  /** Neighbours that did not ascend as the solver gave them. */
  readonly descents: number
  /** Entries of the argument that the solver wrote to. */
  readonly changedEntries: number
  /** Numbers that were others when the same was asked again. */
  readonly differingNumbers: number
}

/** All but `refused` can only be told by who runs the solver in another process. */
export interface Unanswered {
  readonly status: 'refused' | 'hung' | 'crashed' | 'outOfMemory' | 'notAsked'
  readonly message: string
}

/** Asks twice, each time with a fresh copy. */
export async function askEigensolver(
  solver: Eigensolver,
  entries: Float64Array,
  order: number,
): Promise<EigensolverAnswer> {
  try {
    const argument = entries.slice()
    const once = copied(await solver(argument, order))
    const again = copied(await solver(entries.slice(), order))
    const { values, vectors } = ascending(once)
    return {
      status: 'answered',
      values,
      vectors,
      descents: once.values.filter((value, k) => k > 0 && !(value >= once.values[k - 1]!)).length,
      changedEntries: differingBits(argument, entries),
      differingNumbers: differingBits(once.values, again.values) + differingVectors(once, again),
    }
  } catch (error) {
    return { status: 'refused', message: error instanceof Error ? error.message : String(error) }
  }
}

interface Copied {
  readonly values: Float64Array
  readonly vectors: Float64Array | undefined
}

/** At once, because a solver may hand out a view of memory that its next call overwrites. */
function copied({ values, vectors }: SolvedPairs): Copied {
  return { values: Float64Array.from(values), vectors: vectors && Float64Array.from(vectors) }
}

function differingVectors({ vectors: x }: Copied, { vectors: y }: Copied): number {
  const none = new Float64Array(0)
  return differingBits(x ?? none, y ?? none)
}

/** NaN goes last. Vectors of another length than n² stay as they are, for the laws to find. */
function ascending({ values, vectors }: Copied): Copied {
  const n = values.length
  const rank = (value: number) => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : value)
  const order = [...values.keys()].sort((i, j) => {
    const [a, b] = [rank(values[i]!), rank(values[j]!)]
    return a < b ? -1 : a > b ? 1 : 0
  })
  return {
    values: Float64Array.from(order, (k) => values[k]!),
    vectors:
      vectors?.length === n * n ? vectors.map((_, p) => vectors[p - (p % n) + order[p % n]!]!) : vectors,
  }
}
