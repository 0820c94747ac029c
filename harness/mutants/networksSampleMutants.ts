/** Mutants in the mean over samples, in batches, in the input offset and in the penalty. */
import { selectRows } from '../algebra/sparseRows.ts'
import { type NetworkObjective, networkObjective } from '../networks/networkObjective.ts'
import type { NetworkOptions } from '../networks/networkProblem.ts'
import type { CurvatureCode, CurvatureObjective } from '../properties/networks/curvatureCode.ts'
import { type Mutant, released, slip } from './mutant.ts'
import { altered, layerPlaces, onOptions, type Part } from './networksAltered.ts'

export const networksSampleMutants: readonly Mutant<CurvatureCode>[] = [
  released('batches of three are averaged with equal weights although the last is short', equalWeights()),
  slip(
    'the last batch of four is dropped',
    onSamples((samples) => samples.slice(0, Math.max(1, samples.length - (samples.length % 4)))),
  ),
  slip(
    'the last sample is dropped',
    onSamples((samples) => samples.slice(0, Math.max(1, samples.length - 1))),
  ),
  slip(
    'repeated rows are taken for one',
    onSamples((samples, options) => withoutRepeats(samples, options)),
  ),
  slip(
    'the loss is a sum over samples',
    altered((real) => ({ loss: (theta) => real.samples * real.loss(theta) })),
  ),
  slip(
    'the gradient is a sum over samples',
    altered((real) => ({ gradient: (theta) => real.gradient(theta).map((x) => real.samples * x) })),
  ),
  slip(
    'hvp is a sum over samples',
    altered((real) => ({ hvp: (theta, v) => real.hvp(theta, v).map((x) => real.samples * x) })),
  ),
  slip(
    'hvp is divided by N − 1',
    altered((real) => ({
      hvp: (theta, v) => real.hvp(theta, v).map((x) => (x * real.samples) / Math.max(1, real.samples - 1)),
    })),
  ),
  slip('a batch of a batch names samples of the whole', nestedOfWhole()),
  slip(
    'a batch is the whole',
    altered((real) => ({
      onBatch(indices) {
        real.onBatch(indices)
        return real
      },
    })),
  ),
  slip(
    'a batch counts a repeated sample once',
    altered((real) => ({ onBatch: (indices) => real.onBatch([...new Set(Array.from(indices))]) })),
  ),
  slip('a batch is divided by the number of all samples', dividedByWhole()),
  slip('a batch keeps the array of indices that the caller may change', keepingIndices()),
  slip('a batch shuffles the inputs but not the targets', unpaired()),
  slip(
    'a batch forgets its last sample',
    altered((real) => ({
      onBatch: (indices) => real.onBatch(Array.from(indices).slice(0, Math.max(1, indices.length - 1))),
    })),
  ),
  slip('the input offset is added', onOptions(offsetBy((m) => -m))),
  slip('the input offset is ignored', onOptions(offsetBy(() => 0))),
  slip('the input offset is subtracted twice', onOptions(offsetBy((m) => 2 * m))),
  slip(
    'the input offset is ignored in the gradient',
    onOptions(
      offsetBy(() => 0),
      ['gradient'],
    ),
  ),
  slip('inputs are rounded to single precision', onOptions(roundedInputs)),
  ...penalties(),
]

function penalties(): Mutant<CurvatureCode>[] {
  const without = (parts: readonly Part[]): CurvatureCode =>
    onOptions((options) => ({ ...options, l2: 0 }), parts)
  return [
    slip('l2 is missing from the loss', without(['loss'])),
    slip('l2 is missing from the gradient', without(['gradient'])),
    slip('l2 is missing from hvp', without(['hvp'])),
    slip('l2 is missing from the Hessian', without(['hessian'])),
    slip(
      'l2·|θ|² without the half, in all answers',
      onOptions((options) => ({ ...options, l2: 2 * (options.l2 ?? 0) })),
    ),
    slip(
      'l2 is divided by the number of samples',
      altered((real, options) => dividedPenalty(real, options)),
    ),
    slip(
      'l2 spares the biases in all answers',
      altered((real, options) => sparingBiases(real, options)),
    ),
    slip(
      'l2 spares the biases in the Hessian',
      altered((real, options) => ({ hessian: sparingBiases(real, options).hessian })),
    ),
    slip(
      'hvp has l2·θ instead of l2·v',
      altered((real, { l2 = 0 }) => ({
        hvp: (theta, v) => real.hvp(theta, v).map((x, p) => x + l2 * (theta[p]! - v[p]!)),
      })),
    ),
  ]
}

function dividedPenalty(real: NetworkObjective, { l2 = 0 }: NetworkOptions): Partial<CurvatureObjective> {
  const excess = l2 - l2 / real.samples
  return {
    loss: (theta) => real.loss(theta) - (excess / 2) * theta.reduce((sum, t) => sum + t * t, 0),
    gradient: (theta) => real.gradient(theta).map((x, p) => x - excess * theta[p]!),
    hvp: (theta, v) => real.hvp(theta, v).map((x, p) => x - excess * v[p]!),
  }
}

function sparingBiases(real: NetworkObjective, { l2 = 0 }: NetworkOptions) {
  const isBias = (p: number): boolean => layerPlaces(real).some(({ bias, end }) => p >= bias && p < end)
  const penalty = (p: number): number => (isBias(p) ? l2 : 0)
  return {
    loss: (theta: Float64Array) =>
      real.loss(theta) - theta.reduce((sum, t, p) => sum + (penalty(p) / 2) * t * t, 0),
    gradient: (theta: Float64Array) => real.gradient(theta).map((x, p) => x - penalty(p) * theta[p]!),
    hvp: (theta: Float64Array, v: Float64Array) => real.hvp(theta, v).map((x, p) => x - penalty(p) * v[p]!),
    async hessian(theta: Float64Array) {
      const { matrix, errorBound } = await real.hessian(theta)
      const n = matrix.order
      const entries = matrix.entries.map((x, p) => (p % (n + 1) === 0 ? x - penalty(p % n) : x))
      return { matrix: { entries }, errorBound }
    },
  }
}

/** The real objective on other samples than asked for, in batches too. */
function onSamples(
  choose: (samples: readonly number[], options: NetworkOptions) => readonly number[],
): CurvatureCode {
  return (options) => {
    const real = networkObjective(options)
    const over = (samples: readonly number[]): CurvatureObjective => ({
      ...real.onBatch(choose(samples, options)),
      onBatch: (indices) => {
        real.onBatch(samples).onBatch(indices)
        return over(Array.from(indices, (index) => samples[index]!))
      },
    })
    return over(Array.from({ length: real.samples }, (_, s) => s))
  }
}

function withoutRepeats(samples: readonly number[], { inputs }: NetworkOptions): number[] {
  const text = (s: number): string => {
    const row = selectRows(inputs, [s])
    return `${row.columnIndex.join()} ${row.values.join()}`
  }
  return samples.filter((s, r) => samples.findIndex((other) => text(other) === text(s)) === r)
}

function equalWeights(): CurvatureCode {
  return altered((real) => {
    const parts = Array.from({ length: Math.ceil(real.samples / 3) }, (_, b) =>
      real.onBatch(Array.from({ length: Math.min(3, real.samples - 3 * b) }, (_, s) => 3 * b + s)),
    )
    const mean = (answers: readonly Float64Array[]): Float64Array =>
      answers[0]!.map((_, p) => answers.reduce((sum, x) => sum + x[p]!, 0) / answers.length)
    return {
      loss: (theta) => parts.reduce((sum, part) => sum + part.loss(theta), 0) / parts.length,
      gradient: (theta) => mean(parts.map((part) => part.gradient(theta))),
      hvp: (theta, v) => mean(parts.map((part) => part.hvp(theta, v))),
    }
  })
}

function nestedOfWhole(): CurvatureCode {
  return (options) => {
    const whole = networkObjective(options)
    const over = (real: NetworkObjective): CurvatureObjective => ({
      ...real,
      onBatch: (indices) => {
        real.onBatch(indices)
        return over(whole.onBatch(indices))
      },
    })
    return over(whole)
  }
}

function dividedByWhole(): CurvatureCode {
  return (options) => {
    const whole = networkObjective(options)
    const over = (real: NetworkObjective): CurvatureObjective => ({
      ...real,
      gradient: (theta) => real.gradient(theta).map((x) => (x * real.samples) / whole.samples),
      onBatch: (indices) => over(real.onBatch(indices)),
    })
    return over(whole)
  }
}

function keepingIndices(): CurvatureCode {
  return altered((real) => ({
    onBatch(indices) {
      const batch = real.onBatch(indices)
      return { ...batch, gradient: (theta) => real.onBatch(indices).gradient(theta) }
    },
  }))
}

function unpaired(): CurvatureCode {
  return (options) => {
    const over = (samples: readonly number[]): CurvatureObjective => {
      const real = networkObjective({
        ...options,
        inputs: selectRows(options.inputs, samples),
        targets: firstTargets(options, samples.length),
      })
      return {
        ...real,
        onBatch: (indices) => {
          real.onBatch(indices)
          return over(Array.from(indices, (index) => samples[index]!))
        },
      }
    }
    return over(Array.from({ length: options.inputs.rows }, (_, s) => s))
  }
}

/** The targets of as many samples from the first, coming round again. */
function firstTargets({ targets, inputs, layers }: NetworkOptions, count: number): NetworkOptions['targets'] {
  const samples = Array.from({ length: count }, (_, s) => s % inputs.rows)
  if ('labels' in targets) return { labels: samples.map((s) => targets.labels[s]!) }
  const classes = layers.at(-1)!
  const values = samples.flatMap((s) => [...targets.values.subarray(s * classes, (s + 1) * classes)])
  return { values: Float64Array.from(values) }
}

function offsetBy(change: (m: number) => number): (options: NetworkOptions) => NetworkOptions {
  return (options) => ({
    ...options,
    inputs: { ...options.inputs, offset: options.inputs.offset.map(change) },
  })
}

function roundedInputs(options: NetworkOptions): NetworkOptions {
  return { ...options, inputs: { ...options.inputs, values: options.inputs.values.map(Math.fround) } }
}
