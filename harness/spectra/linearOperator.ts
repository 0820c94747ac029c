/**
 * A symmetric matrix that is known only by what it does to vectors.
 *
 * The caller vouches for symmetry: no function of this room can see from products alone that xᵀAy = yᵀAx fails.
 */
import type { SymmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { firstNonFinite, requireLength } from '../algebra/vectors.ts'
import { ArgumentError } from '../errors.ts'

export interface LinearOperator {
  /** n */
  readonly order: number
  /** A v [n]. Neither keeps nor changes its argument. @param v [n] */
  apply(v: Float64Array): Float64Array
}

export function matrixOperator({ order: n, entries }: SymmetricMatrix): LinearOperator {
  function apply(v: Float64Array): Float64Array {
    const product = new Float64Array(n)
    for (let i = 0; i < n; i++) {
      let sum = 0
      for (let j = 0; j < n; j++) sum += entries[i * n + j]! * v[j]!
      product[i] = sum
    }
    return product
  }
  return { order: n, apply }
}

/** What an operator needs of an objective. */
interface Curved {
  /** P */
  readonly dimension: number
  hvp(theta: Float64Array, v: Float64Array): Float64Array
}

/** v ↦ ∇²f(theta) v, one Hessian-vector product for each call. @param theta [P], copied */
export function hessianOperator(objective: Curved, theta: Float64Array): LinearOperator {
  requireLength('hessianOperator', 'theta', theta, objective.dimension)
  const at = theta.slice()
  return { order: objective.dimension, apply: (v) => objective.hvp(at, v) }
}

/**
 * A v as an array of its own: the operator `v => v` hands back its argument.
 *
 * @throws ShapeError when the product is not as long as the order
 */
export function product(where: string, operator: LinearOperator, v: Float64Array): Float64Array {
  const image = operator.apply(v)
  requireLength(where, 'the product of the operator', image, operator.order)
  return Float64Array.from(image)
}

/** @throws ArgumentError unless the order is a positive integer */
export function requireOperator(where: string, { order }: LinearOperator): void {
  if (!Number.isInteger(order) || order < 1)
    throw new ArgumentError(where, 'the order of the operator', 'a positive integer', String(order))
}

/** @throws ShapeError, or ArgumentError when the vector is zero or not finite */
export function requireDirection(where: string, name: string, v: Float64Array, order: number): void {
  requireLength(where, name, v, order)
  const i = firstNonFinite(v)
  if (i >= 0) throw new ArgumentError(where, `${name}[${i}]`, 'finite', String(v[i]))
  if (v.every((x) => x === 0)) throw new ArgumentError(where, name, 'a vector other than 0', 'only zeros')
}
