/**
 * The linear autoencoder 2-1-2 on two samples with the covariance diag(2, 8), as a recipe.
 *
 * Its critical points are known without rounding (theory/linearAutoencoder.spec.ts): theta = (e, e) with e = 0, e = e₁,
 * the lesser eigenvector (a saddle), or e = e₂ (the minimum, with the loss 1), and what scaling makes of them.
 */
import type { NetworkRecipe } from '../../harness/index.ts'

/** @param theta [4] encoder, decoder */
export function tinyAutoencoder(theta: readonly number[]): NetworkRecipe {
  const inputs = [
    [2, 0],
    [0, 4],
  ]
  return {
    layers: [2, 1, 2],
    activation: 'linear',
    loss: 'squared-error',
    l2: 0,
    biases: false,
    inputs,
    offset: [0, 0],
    targets: inputs,
    theta,
  }
}
