/** Makes an Objective of a closed-form function of two variables: theta = (x, y), P = 2. */
import type { Objective } from '../networks/objective.ts'
import { analyticObjective } from './analyticObjective.ts'

export interface PlanarForm {
  /** As it stands in error texts. */
  readonly name: string
  loss(x: number, y: number): number
  gradient(x: number, y: number): { readonly x: number; readonly y: number }
  hessian(x: number, y: number): PlanarHessian
}

export interface PlanarHessian {
  readonly xx: number
  readonly xy: number
  readonly yy: number
  /** Upper bound of ‖computed − exact‖₂, first order in the unit roundoff. */
  readonly errorBound: number
}

export function planarObjective(form: PlanarForm): Objective {
  return analyticObjective({
    name: form.name,
    dimension: 2,
    loss: (theta) => form.loss(theta[0]!, theta[1]!),
    gradient(theta) {
      const { x, y } = form.gradient(theta[0]!, theta[1]!)
      return Float64Array.of(x, y)
    },
    hessian(theta) {
      const { xx, xy, yy, errorBound } = form.hessian(theta[0]!, theta[1]!)
      return { entries: Float64Array.of(xx, xy, xy, yy), errorBound }
    },
  })
}
