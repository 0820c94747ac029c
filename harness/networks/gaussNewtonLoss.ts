/**
 * The loss whose exact Hessian is the Gauss-Newton part of another one's.
 *
 *     ∇²f = G + R,   G = (1/N) Σ_s J_sᵀ S_s J_s + l2·I,   J = ∂z/∂theta [C, P],  S = ∂²ℓ/∂z² [C, C]
 *
 * R gathers every term with ∂ℓ/∂z: second derivatives of the outputs, weighted by what each sample still lacks.
 * A loss with the same second and no first derivative has δ = 0 in all layers, so that φ'' (which is multiplied
 * by Wδ) and the mixed terms vanish, and the assembly of exactHessian.ts yields G to the last product. G is
 * positive semidefinite for a loss that is convex in the outputs. The regularizer is a part of G.
 *
 * Source: Schraudolph, "Fast curvature matrix-vector products for second-order gradient descent", Neural
 * Computation 14, 2002.
 */
import type { OutputLoss } from './losses.ts'

export function gaussNewtonLoss(loss: OutputLoss): OutputLoss {
  return {
    ...loss,
    withoutGradient: true,
    gradient: (_z, _t, delta) => {
      delta.fill(0)
    },
    magnitudes(z, t, delta, hessian) {
      loss.magnitudes(z, t, delta, hessian)
      delta.fill(0)
    },
  }
}
