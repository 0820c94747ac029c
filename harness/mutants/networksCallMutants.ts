/** Mutants that remember what they were asked, share their arrays with the caller, or accept anything. */
import { norm } from '../algebra/vectors.ts'
import type { AssembledHessian } from '../networks/objective.ts'
import type { CurvatureCode } from '../properties/networks/curvatureCode.ts'
import { type Mutant, slip } from './mutant.ts'
import { altered } from './networksAltered.ts'

export const networksCallMutants: readonly Mutant<CurvatureCode>[] = [
  slip('the gradient is cached by the array that holds theta', cachedByArray()),
  slip('the gradient is cached by the value of the loss', cachedByLoss()),
  slip('the Hessian is computed once for all thetas', computedOnce()),
  slip('hvp uses the activations of the last loss that was asked for', staleTrace()),
  slip('hvp is cached by the direction only', cachedByDirection()),
  slip('a part in 1e9 of the last hvp stays in the next', remembering()),
  slip('the gradient is returned in the same buffer each time', sameBuffer('gradient')),
  slip('hvp is returned in the same buffer each time', sameBuffer('hvp')),
  slip(
    'hvp normalizes the caller’s direction',
    altered((real) => ({
      hvp(theta, v) {
        const product = real.hvp(theta, v)
        const size = norm(v) || 1
        for (let p = 0; p < v.length; p++) v[p]! /= size
        return product
      },
    })),
  ),
  slip(
    'the gradient leaves theta moved along it',
    altered((real) => ({
      gradient(theta) {
        const gradient = real.gradient(theta)
        for (let p = 0; p < theta.length; p++) theta[p]! -= 1e-3 * gradient[p]!
        return gradient
      },
    })),
  ),
  slip(
    'theta is moved by a step and back, which rounds',
    altered((real) => ({
      loss(theta) {
        const value = real.loss(theta)
        for (let p = 0; p < theta.length; p++) theta[p] = theta[p]! + 1e-3 - 1e-3
        return value
      },
    })),
  ),
  slip(
    'hvp returns its direction where Hv = 0',
    altered((real) => ({
      hvp(theta, v) {
        const product = real.hvp(theta, v)
        return product.every((x) => x === 0) ? v : product
      },
    })),
  ),
  slip(
    'inputs are centred in the caller’s array',
    altered((real, { inputs }) => ({
      gradient(theta) {
        const gradient = real.gradient(theta)
        for (let p = 0; p < inputs.values.length; p++) inputs.values[p]! -= 1
        return gradient
      },
    })),
  ),
  slip(
    'NaN in theta is taken for 0',
    altered((real) => ({
      loss: (theta) => real.loss(theta.map((t) => (Number.isNaN(t) ? 0 : t))),
    })),
  ),
  slip(
    'an infinite direction is clipped',
    altered((real) => ({
      hvp: (theta, v) =>
        real.hvp(
          theta,
          v.map((x) => Math.max(-1e300, Math.min(1e300, x))),
        ),
    })),
  ),
  slip(
    'a theta that is too long is cut',
    altered((real) => ({
      gradient: (theta) => real.gradient(theta.subarray(0, real.dimension)),
    })),
  ),
  slip(
    'an empty batch is the whole',
    altered((real) => ({
      onBatch: (indices) => (indices.length === 0 ? real : real.onBatch(indices)),
    })),
  ),
  slip(
    'indices beyond the samples come round again',
    altered((real) => ({
      onBatch: (indices) =>
        real.onBatch(Array.from(indices, (index) => (index < real.samples ? index : index % real.samples))),
    })),
  ),
]

function cachedByArray(): CurvatureCode {
  return altered((real) => {
    let at: Float64Array | undefined
    let kept: Float64Array = new Float64Array(0)
    return {
      gradient(theta) {
        if (theta !== at) kept = real.gradient(theta)
        at = theta
        return kept.slice()
      },
    }
  })
}

function cachedByLoss(): CurvatureCode {
  return altered((real) => {
    const kept = new Map<number, Float64Array>()
    return {
      gradient(theta) {
        const key = real.loss(theta)
        const known = kept.get(key) ?? real.gradient(theta)
        kept.set(key, known)
        return known.slice()
      },
    }
  })
}

function computedOnce(): CurvatureCode {
  return altered((real) => {
    let kept: Promise<AssembledHessian> | undefined
    return {
      async hessian(theta) {
        const fresh = await real.hessian(theta)
        kept ??= Promise.resolve({ ...fresh })
        return kept
      },
    }
  })
}

function staleTrace(): CurvatureCode {
  return altered((real) => {
    let at: Float64Array | undefined
    return {
      loss(theta) {
        at = theta.slice()
        return real.loss(theta)
      },
      hvp: (theta, v) => {
        const fresh = real.hvp(theta, v)
        return at === undefined ? fresh : real.hvp(at, v)
      },
    }
  })
}

function cachedByDirection(): CurvatureCode {
  return altered((real) => {
    const kept = new Map<string, Float64Array>()
    return {
      hvp(theta, v) {
        const key = v.join()
        const known = kept.get(key) ?? real.hvp(theta, v)
        kept.set(key, known)
        return known.slice()
      },
    }
  })
}

function remembering(): CurvatureCode {
  return altered((real) => {
    let last: Float64Array = new Float64Array(real.dimension)
    return {
      hvp(theta, v) {
        const before = last
        last = real.hvp(theta, v).map((x, p) => x + 1e-9 * before[p]!)
        return last.slice()
      },
    }
  })
}

function sameBuffer(part: 'gradient' | 'hvp'): CurvatureCode {
  return altered((real) => {
    const buffer = new Float64Array(real.dimension)
    const copied = (answer: Float64Array): Float64Array => {
      buffer.set(answer)
      return buffer
    }
    return part === 'gradient'
      ? { gradient: (theta) => copied(real.gradient(theta)) }
      : { hvp: (theta, v) => copied(real.hvp(theta, v)) }
  })
}
