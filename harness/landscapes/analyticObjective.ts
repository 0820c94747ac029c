/**
 * Makes an Objective of a closed-form function: checks the arguments and derives hvp from the Hessian.
 *
 *     hvp(theta, v)[i] = Σ_j H(theta)[i, j] v[j]
 */
import { principalSubmatrix, symmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { firstNonFinite, requireLength } from '../algebra/vectors.ts'
import { ArgumentError } from '../errors.ts'
import type { HessianOptions, Objective } from '../networks/objective.ts'

/** Closed forms that are only ever called with a finite theta [P]. */
export interface AnalyticForm {
  /** As it stands in error texts. */
  readonly name: string
  /** P */
  readonly dimension: number
  loss(theta: Float64Array): number
  /** @returns [P], new */
  gradient(theta: Float64Array): Float64Array
  hessian(theta: Float64Array): AnalyticHessian
}

export interface AnalyticHessian {
  /** [P, P] row-major, new */
  readonly entries: Float64Array
  /** Upper bound of ‖computed − exact‖₂, first order in the unit roundoff. */
  readonly errorBound: number
}

/** @throws ShapeError on a wrong length, ArgumentError at the first component that is not finite. */
export function analyticObjective(form: AnalyticForm): Objective {
  const { name, dimension } = form

  function hvp(theta: Float64Array, v: Float64Array): Float64Array {
    requirePoint(`${name}.hvp`, 'theta', theta, dimension)
    requirePoint(`${name}.hvp`, 'v', v, dimension)
    return multiply(form.hessian(theta).entries, v)
  }

  async function hessian(theta: Float64Array, options: HessianOptions = {}) {
    options.signal?.throwIfAborted()
    requirePoint(`${name}.hessian`, 'theta', theta, dimension)
    const { entries, errorBound } = form.hessian(theta)
    const matrix = symmetricMatrix(entries, dimension)
    return { matrix: options.kept ? principalSubmatrix(matrix, options.kept) : matrix, errorBound }
  }

  return {
    dimension,
    loss(theta) {
      requirePoint(`${name}.loss`, 'theta', theta, dimension)
      return form.loss(theta)
    },
    gradient(theta) {
      requirePoint(`${name}.gradient`, 'theta', theta, dimension)
      return form.gradient(theta)
    },
    hvp,
    hessian,
  }
}

function requirePoint(where: string, name: string, x: Float64Array, dimension: number): void {
  requireLength(where, name, x, dimension)
  const i = firstNonFinite(x)
  if (i >= 0) throw new ArgumentError(where, `${name}[${i}]`, 'finite', String(x[i]))
}

function multiply(entries: Float64Array, v: Float64Array): Float64Array {
  const n = v.length
  const product = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) product[i]! += entries[i * n + j]! * v[j]!
  }
  return product
}
