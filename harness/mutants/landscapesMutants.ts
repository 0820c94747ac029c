/** Mutants of the analytic landscapes. */
import { addScaled } from '../algebra/vectors.ts'
import type { Objective } from '../networks/objective.ts'
import type { LandscapeCode, LandscapeName } from '../properties/landscapes/landscapeInstances.ts'
import { realLandscape } from '../properties/landscapes/landscapesSuite.ts'
import type { Mutant } from './mutant.ts'

export const landscapesMutants: readonly Mutant<LandscapeCode>[] = [
  slip(
    'quartic: ∂²f/∂x² is 3x², without −6',
    onEntry('quartic', 0, () => 6),
  ),
  slip(
    'quartic: the gradient lacks the linear term 9',
    onGradient('quartic', () => Float64Array.of(-9, 0)),
  ),
  slip(
    'monkey saddle: ∂²f/∂x∂y has the wrong sign',
    onEntry('monkeySaddle', 1, (_, y) => 12 * y),
  ),
  slip(
    'gutter: the mixed derivative is halved',
    onEntry('gutter', 1, (x, y) => -x * y),
  ),
  slip(
    'plateau: the Hessian of the slope lacks q″',
    onEntry('plateau', 0, (x, y) => (x * x + y * y > 9 && x * x + y * y < 16 ? -0.1 * x * x : 0)),
  ),
  slip(
    'min-max saddle: half the quadratic form is forgotten in the loss',
    changed('minMaxSaddle', (real) => ({ loss: (theta) => 2 * real.loss(theta) })),
  ),
]

function slip(bug: string, code: LandscapeCode): Mutant<LandscapeCode> {
  return { bug, origin: 'our own', code }
}

function changed(name: LandscapeName, change: (real: Objective) => Partial<Objective>): LandscapeCode {
  return (landscape) => {
    const real = realLandscape(landscape)
    return landscape.name === name ? { ...real, ...change(real) } : real
  }
}

/** `error` added to one entry of a planar Hessian and to its mirror image. @param entry 0 for xx, 1 for xy */
function onEntry(name: LandscapeName, entry: 0 | 1, error: (x: number, y: number) => number): LandscapeCode {
  return changed(name, (real) => ({
    async hessian(theta, options) {
      const assembled = await real.hessian(theta, options)
      const { entries } = assembled.matrix
      entries[entry]! += error(theta[0]!, theta[1]!)
      if (entry === 1) entries[2] = entries[1]!
      return assembled
    },
  }))
}

function onGradient(name: LandscapeName, error: () => Float64Array): LandscapeCode {
  return changed(name, (real) => ({ gradient: (theta) => addScaled(real.gradient(theta), 1, error()) }))
}
