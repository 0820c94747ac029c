/** The kernels do what the loops over samples do, to the last bit, and stay out of the way of small work. */
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../algebra/random.ts'
import { sparseRows, subtractRow } from '../algebra/sparseRows.ts'
import { kernelHeap } from '../providers/wasm/kernelHeap.ts'
import { type ActivationName, activationNames } from './activations.ts'
import { architecture } from './architecture.ts'
import { hvpBlock } from './hvpBlock.ts'
import { kernelPasses, passesOnKernels } from './kernelPasses.ts'
import { type LossName, lossNames } from './losses.ts'
import { type NetworkProblem, networkProblem } from './networkProblem.ts'
import { passWorkspace } from './passWorkspace.ts'
import { type Passes, samplePasses } from './samplePasses.ts'

interface Instance {
  readonly layers: readonly number[]
  readonly samples: number
  readonly activation?: ActivationName
  readonly loss?: LossName
}

/** Every third input is 0, the weights' signs switch many ReLUs off, one unit is dead. */
function instance({ layers, samples, activation = 'relu', loss = 'cross-entropy' }: Instance) {
  const random = seededRandom(7)
  const numbers = (length: number): Float64Array => Float64Array.from({ length }, () => random.normal())
  const d = layers[0]!
  const outputs = layers.at(-1)!
  const entries = numbers(samples * d).map((x, p) => (p % 3 === 0 ? 0 : x))
  const problem = networkProblem({
    layers,
    activation,
    loss,
    inputs: subtractRow(sparseRows(entries, samples, d), numbers(d)),
    targets: { labels: Int32Array.from({ length: samples }, (_, s) => s % outputs) },
  })
  const theta = numbers(problem.shape.dimension).map((x) => x / 4)
  theta[problem.shape.blocks[0]!.bias] = -100
  return { problem, theta, v: numbers(theta.length) }
}

const everySample = ({ inputs }: NetworkProblem): Int32Array =>
  Int32Array.from({ length: inputs.rows }, (_, s) => s)

/** The first pass over the data does without kernels. */
function warmKernels(problem: NetworkProblem): Passes {
  passesOnKernels(problem, everySample(problem))
  const passes = passesOnKernels(problem, everySample(problem))
  if (passes === undefined) throw new Error('the kernels were not chosen')
  return passes
}

function differences(instances: Instance, choose = everySample): number {
  const { problem, theta, v } = instance(instances)
  const samples = choose(problem)
  const kernels = warmKernels(problem)
  const [own, plain] = [kernels, samplePasses].map((passes) => [
    passes.losses(problem, theta, samples),
    ...passes.gradients(problem, theta, samples),
    ...passes.products(problem, theta, v, samples),
  ])
  return own!.filter((x, p) => !Object.is(x, plain![p])).length
}

describe('the kernels give the bits of the loops over samples', () => {
  it.each(activationNames)('for %s', (activation) => {
    for (const loss of lossNames)
      expect(differences({ layers: [13, 7, 5], samples: 200, activation, loss })).toBe(0)
  })

  it('where the loss has a diagonal Hessian: those of the whole matrix, in the loops and in blocks too', async () => {
    const { problem, theta, v } = instance({ layers: [13, 7, 5], samples: 200, loss: 'squared-error' })
    const { hessianDiagonal, ...loss } = problem.loss
    expect(hessianDiagonal).toBeDefined()
    const samples = everySample(problem)
    const products = await Promise.all(
      [problem, { ...problem, loss }].map(async (one) => [
        ...warmKernels(one).products(one, theta, v, samples),
        ...samplePasses.products(one, theta, v, samples),
        ...(await hvpBlock(one, theta, samples, [v]))[0]!,
      ]),
    )
    expect(products[0]!.filter((x, p) => !Object.is(x, products[1]![p]))).toEqual([])
  })

  it.each([[[40, 10]], [[40, 1, 3]], [[30, 2, 2]], [[50, 9, 1, 4]], [[21, 8, 11, 6, 3]]])(
    'for widths %j',
    (layers) => {
      expect(differences({ layers, samples: 300, activation: 'tanh' })).toBe(0)
    },
  )

  it('for samples in any order, some twice, and a last group that is not full', () => {
    const chosen = () => Int32Array.from({ length: 301 }, (_, r) => (r * 37) % 150)
    expect(differences({ layers: [30, 7, 4], samples: 150 }, chosen)).toBe(0)
  })

  it('for one network after another', () => {
    const [wide, narrow] = [
      { layers: [30, 12, 4], samples: 128 },
      { layers: [40, 5, 4], samples: 128 },
    ]
    for (const one of [wide, narrow, wide]) expect(differences(one)).toBe(0)
  })
})

describe('the kernels are not chosen', () => {
  it('for a first pass over the data, whatever its batches', () => {
    const { problem } = instance({ layers: [60, 20, 5], samples: 400 })
    const batch = Int32Array.from({ length: 100 }, (_, s) => s)
    const chosen = Array.from({ length: 6 }, () => kernelPasses(problem, batch) !== undefined)
    expect(chosen).toEqual([false, false, false, false, true, true])
  })

  it('for small work', () => {
    const { problem } = instance({ layers: [60, 20, 5], samples: 400 })
    kernelPasses(problem, everySample(problem))
    expect(kernelPasses(problem, everySample(problem))).toBeDefined()
    expect(kernelPasses(problem, Int32Array.of(3))).toBeUndefined()
  })
})

it('a workspace that finds no room leaves none of its parts behind', () => {
  // 64 KiB: room for the first arrays of the larger one, and for all of the smaller.
  const heap = kernelHeap(64, [1])
  expect(() => passWorkspace(heap, architecture([100, 20, 5], 'relu'))).toThrow(RangeError)
  const whole = heap.allocate(8000)
  heap.release(whole)
  passWorkspace(heap, architecture([10, 2, 2], 'relu')).release()
  expect(heap.allocate(8000).length).toBe(8000)
})
