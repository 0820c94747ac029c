import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { dump } from 'npyjs'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { seededRandom } from '../algebra/random.ts'
import { readNpy, writeNpy } from '../data/npy.ts'
import { spectrum } from './spectrum.ts'
import type { SpectrumOptions } from './spectrumOptions.ts'

const folder = mkdtempSync(join(tmpdir(), 'saddlecheck-spectrum-'))
afterAll(() => rmSync(folder, { recursive: true }))

let printed = ''
let complained = ''
beforeEach(() => {
  printed = ''
  complained = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    complained += text
    return true
  })
  vi.stubEnv('SADDLECHECK_PROVIDER', '')
  return () => {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
  }
})

/** A 3-2-3 network on five samples; the third input is always 0. */
const layers = [3, 2, 3]
const dimension = 17
const random = seededRandom(20)
const inputs = Float64Array.from({ length: 15 }, (_, p) => (p % 3 === 2 ? 0 : Math.fround(random.normal())))
const theta = Float64Array.from({ length: dimension }, () => Math.fround(random.normal()))
const labels = [2, 0, 1, 1, 0]
const oneHot = labels.flatMap((label) => [0, 1, 2].map((c) => (c === label ? 1 : 0)))
const values = Array.from({ length: 15 }, () => random.normal())

type Numbers = Float64Array | Float32Array | Uint8Array | BigInt64Array

interface Case {
  readonly name: string
  readonly loss: SpectrumOptions['loss']
  readonly targets: Numbers
  readonly targetShape: number[]
  /** What the targets mean [5, 3]. */
  readonly rows: readonly number[]
  readonly l2?: number
  readonly samples?: number
  readonly single?: true
}

const cases: Case[] = [
  {
    name: 'labels as uint8',
    loss: 'cross-entropy',
    targets: Uint8Array.from(labels),
    targetShape: [5],
    rows: oneHot,
  },
  {
    name: 'labels as int64, inputs and theta as float32, 3 samples of 5',
    loss: 'cross-entropy',
    targets: BigInt64Array.from(labels.map(BigInt)),
    targetShape: [5],
    rows: oneHot,
    samples: 3,
    single: true,
  },
  {
    name: 'labels as float64, taken one-hot, l2',
    loss: 'squared-error',
    targets: Float64Array.from(labels),
    targetShape: [5],
    rows: oneHot,
    l2: 0.25,
  },
  {
    name: 'values',
    loss: 'squared-error',
    targets: Float64Array.from(values),
    targetShape: [5, 3],
    rows: values,
  },
  {
    name: 'one-hot rows as float32',
    loss: 'squared-error-softmax',
    targets: Float32Array.from(oneHot),
    targetShape: [5, 3],
    rows: oneHot,
  },
]

describe('spectrum against second differences of a loss written out here', () => {
  it.each(cases)('$loss, $name', async (instance) => {
    const { options, out, hessianOut, json } = files(instance)
    expect(await spectrum(options, new AbortController().signal)).toBe(0)

    const f = (point: Float64Array) => meanLoss(point, instance)
    const expected = secondDifferences(f, theta)
    const hessian = readNpy(hessianOut)
    expect(hessian).toMatchObject({ shape: [dimension, dimension], dtype: 'float64' })
    expect(hessian.values).toBeWithin(expected, differenceError)

    // By Weyl no eigenvalue moves by more than ‖difference‖₂ ≤ P · largest entry.
    const bound = dimension * differenceError
    const eigenvalues = ascendingEigenvalues(expected)
    const written = readNpy(out)
    expect(written).toMatchObject({ shape: [dimension], dtype: 'float64' })
    expect([...written.values]).toEqual([...written.values].sort((a, b) => a - b))
    expect(written.values).toBeWithin(eigenvalues, bound)

    const result = JSON.parse(readFileSync(json, 'utf8'))
    expect(result).toEqual({
      loss: expect.any(Number),
      gradientNorm: expect.any(Number),
      order: dimension,
      inertia: {
        structural: structuralZeros(instance),
        negative: expect.any(Number),
        undecided: expect.any(Number),
        positive: expect.any(Number),
      },
      bound: expect.any(Number),
      eigenvalueRange: [written.values[0], written.values.at(-1)],
      provider: expect.stringMatching(/^embedded \(.+\)$/),
    })
    expect(result.loss).toBeWithin(f(theta), 1e-14)
    expect(result.gradientNorm).toBeWithin(Math.hypot(...firstDifferences(f, theta)), bound)
    expect(result.bound).toBeLessThan(1e-12)
    const { structural, negative, undecided, positive } = result.inertia
    expect(structural + negative + undecided + positive).toBe(dimension)
    expect(negative).toBe(written.values.filter((value) => value < -result.bound).length)
    expect(positive).toBe(written.values.filter((value) => value > result.bound).length)
    expect(negative).toBeGreaterThanOrEqual(eigenvalues.filter((value) => value < -bound).length)
  })
})

describe('spectrum', () => {
  it('prints every quantity, the files, and nothing on stderr', async () => {
    const { options, out, hessianOut, json } = files(cases[0]!)
    await spectrum(options, new AbortController().signal)
    expect(complained).toBe('')
    const { loss, inertia, bound } = JSON.parse(readFileSync(json, 'utf8'))
    const lines = printed.split('\n')
    const value = (name: string) => lines.find((line) => line.startsWith(name.padEnd(18)))?.slice(18)
    expect(value('network')).toBe('3-2-3 tanh')
    expect(value('loss function')).toBe('cross-entropy, mean over samples')
    expect(value('data')).toBe(`${options.inputs}, 5 samples`)
    expect(Number(value('loss'))).toBeWithin(loss, 1e-9)
    expect(value('gradient norm')).toMatch(
      /^\d\.\d{4}e-\d, not a critical point: .* times the bound 1e-5 of Frye/,
    )
    expect(value('order')).toBe('17')
    expect(value('inertia')).toContain(
      `${inertia.negative} negative, ${inertia.positive} positive, 5 structural zeros, ${inertia.undecided} undecided; `,
    )
    expect(value('structural zeros')).toBe(
      '2 silent rows, 0 constant inputs, 3 softmax shift; dead units: 0 in hidden layer 1',
    )
    expect(value('provider')).toMatch(/^embedded \(.*\): --provider asks for embedded$/)
    const eigenvalues = readNpy(out).values
    const count = (is: (value: number) => boolean) => eigenvalues.filter(is).length
    for (const tolerance of [1e-14, 1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2]) {
      const counts = [
        count((value) => Math.abs(value) <= tolerance),
        count((value) => value < -tolerance),
        count((value) => value > tolerance),
      ]
      const row = lines.find((line) => line.trim().startsWith(`${tolerance.toExponential(0)} `))!
      expect(row.trim().split(/ +/).slice(1, 4).map(Number)).toEqual(counts)
      expect(row.endsWith('below the error bound')).toBe(tolerance < bound)
    }
    expect(lines).toContain(`wrote ${out}: eigenvalues, ascending, float64 [17]`)
    expect(lines).toContain(`wrote ${hessianOut}: Hessian, float64 [17, 17]`)
    expect(lines).toContain(`wrote ${json}: this result without the curve`)
  })

  it('counts signs without eigenvalues, and the degeneracy curve at the tolerances asked for', async () => {
    const { options, json } = files(cases[0]!)
    const { out, hessianOut, ...counted } = options
    await spectrum(options, new AbortController().signal)
    const eigenvalues = readNpy(out!).values
    const full = JSON.parse(readFileSync(json, 'utf8'))
    printed = ''
    const tolerances = [1e-3, 0.1]
    expect(await spectrum({ ...counted, counts: true, tolerances }, new AbortController().signal)).toBe(0)
    const { eigenvalueRange, bound, inertia, ...rest } = JSON.parse(readFileSync(json, 'utf8'))
    expect(eigenvalueRange).toBe(undefined)
    expect(rest).toEqual({
      loss: full.loss,
      gradientNorm: full.gradientNorm,
      order: full.order,
      provider: full.provider,
    })
    // No eigenvalue is between the two bounds, so that both ways must count the same.
    const between = eigenvalues.filter((x) => Math.abs(x) > full.bound && Math.abs(x) < bound + full.bound)
    expect(between).toHaveLength(0)
    expect(inertia).toEqual(full.inertia)
    expect(printed).not.toContain('eigenvalues  ')
    const value = printed.split('\n').find((line) => line.startsWith('inertia'))
    expect(value).toContain(`${inertia.negative} negative, ${inertia.positive} positive`)
    for (const tolerance of tolerances) {
      const row = printed.split('\n').find((line) => line.trim().startsWith(tolerance.toExponential(0)))!
      const within = eigenvalues.filter((x) => Math.abs(x) <= tolerance).length
      const below = eigenvalues.filter((x) => x < -tolerance).length
      expect(row.trim().split(/ +/).slice(1, 4).map(Number)).toEqual([within, below, 17 - within - below])
      expect(row).toMatch(/to within \S+$/)
    }
  })

  it.each([
    ['--tolerances with --counts', { tolerances: [1e-3] }],
    ['--out', { counts: true, out: 'e.npy' }],
    ['--hessian-out', { counts: true, hessianOut: 'h.npy' }],
  ])('refuses counts that do not go together: %s', async (text, wrong) => {
    const { out, hessianOut, ...options } = files(cases[0]!).options
    const run = spectrum({ ...options, ...wrong }, new AbortController().signal)
    await expect(run).rejects.toThrow(text)
  })

  it('takes a theta of weights alone, and the Hessian of these, where there are no biases', async () => {
    const { options, hessianOut, json } = files(cases[0]!)
    const weights = [0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13]
    writeNpy(
      options.theta,
      Float64Array.from(weights, (p) => theta[p]!),
      [12],
    )
    expect(await spectrum({ ...options, biases: false }, new AbortController().signal)).toBe(0)
    const point = theta.map((value, p) => (weights.includes(p) ? value : 0))
    const expected = secondDifferences((at) => meanLoss(at, cases[0]!), point)
    const ofWeights = weights.flatMap((p) => weights.map((q) => expected[p * dimension + q]!))
    const hessian = readNpy(hessianOut)
    expect(hessian.shape).toEqual([12, 12])
    expect(hessian.values).toBeWithin(ofWeights, differenceError)
    expect(printed).toContain('network           3-2-3 tanh without biases\n')
    expect(printed).toContain('order             12\n')
    expect(JSON.parse(readFileSync(json, 'utf8')).order).toBe(12)
    const refused = spectrum(options, new AbortController().signal)
    await expect(refused).rejects.toThrow('theta.npy')
  })

  it('reads a named data set and takes its first samples', async () => {
    const [file, json] = [join(folder, 'dead.npy'), join(folder, 'dead.json')]
    writeNpy(file, new Float64Array(805), [805])
    const network = { layers: [784, 1, 10], activation: 'relu', loss: 'cross-entropy' } as const
    const options = {
      ...network,
      theta: file,
      data: 'mnist',
      samples: 1,
      provider: 'embedded',
      json,
    } as const
    await spectrum(options, new AbortController().signal)
    // The one ReLU is off: what is left are the ten output biases, with Hessian diag(p) − ppᵀ at p = 1/10.
    const { loss, order, inertia, eigenvalueRange } = JSON.parse(readFileSync(json, 'utf8'))
    expect(loss).toBeWithin(Math.log(10), 1e-15)
    expect(order).toBe(805)
    expect(inertia).toEqual({ structural: 796, negative: 0, undecided: 0, positive: 9 })
    expect(eigenvalueRange[1]).toBeWithin(0.1, 1e-15)
    expect(printed).toContain('dead units: 1 in hidden layer 1')
    expect(printed).toContain('mnist train, the first 1 of 60000 samples')
  })

  it.each([
    ['the loss', 1e200],
    ['the Hessian', 1e-160],
  ])('says that %s is not finite as a status', async (what, scale) => {
    const { options } = files(cases[3]!)
    const one = { ...options, layers: [1, 1], activation: 'linear' }
    const write = (flag: 'theta' | 'inputs' | 'targets', numbers: number[], shape: number[]) =>
      writeNpy(one[flag]!, Float64Array.from(numbers), shape)
    write('theta', [scale, 0], [2])
    write('inputs', [1e160], [1, 1])
    write('targets', [0], [1, 1])
    expect(await spectrum(one, new AbortController().signal)).toBe(1)
    expect(complained).toMatch(new RegExp(`^saddlecheck: nonFinite: ${what} [^\n]*\n$`))
    expect(printed).toBe('')
  })

  it('stops where the signal has aborted', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    controller.abort(reason)
    await expect(spectrum(files(cases[0]!).options, controller.signal)).rejects.toBe(reason)
  })
})

/** Truncation of a second difference, h²/6 · (fourth derivatives, below 50 here), and rounding, 4u|f|/h². */
const step = 2 ** -11
const differenceError = (step ** 2 / 6) * 50 + (4 * 2 ** -53 * 10) / step ** 2

function secondDifferences(f: (point: Float64Array) => number, at: Float64Array): Float64Array {
  const moved = (i: number, j: number, a: number, b: number) => {
    const point = at.slice()
    point[i]! += a * step
    point[j]! += b * step
    return f(point)
  }
  return Float64Array.from({ length: dimension ** 2 }, (_, p) => {
    const [i, j] = [Math.floor(p / dimension), p % dimension]
    const mixed = moved(i, j, 1, 1) - moved(i, j, 1, -1) - moved(i, j, -1, 1) + moved(i, j, -1, -1)
    return mixed / (4 * step ** 2)
  })
}

function firstDifferences(f: (point: Float64Array) => number, at: Float64Array): number[] {
  const moved = (i: number, a: number) => f(at.with(i, at[i]! + a * step))
  return Array.from(at, (_, i) => (moved(i, 1) - moved(i, -1)) / (2 * step))
}

/** tanh network: z = W₁ᵀ tanh(W₀ᵀx + b₀) + b₁, weights [fanIn, fanOut] row-major, then bias. */
function meanLoss(point: Float64Array, { loss, rows, l2 = 0, samples = 5 }: Case): number {
  let sum = 0
  for (let s = 0; s < samples; s++) {
    const x = [0, 1, 2].map((a) => inputs[s * 3 + a]!)
    const a1 = [0, 1].map((i) => Math.tanh(x.reduce((z, xa, a) => z + xa * point[a * 2 + i]!, point[6 + i]!)))
    const z = [0, 1, 2].map((j) => a1.reduce((zj, ai, i) => zj + ai * point[8 + i * 3 + j]!, point[14 + j]!))
    const total = z.reduce((sumExp, zj) => sumExp + Math.exp(zj), 0)
    const t = rows.slice(s * 3, s * 3 + 3)
    const y = loss === 'squared-error' ? z : z.map((zj) => Math.exp(zj) / total)
    sum +=
      loss === 'cross-entropy'
        ? t.reduce((entropy, tj, j) => entropy - tj * Math.log(y[j]!), 0)
        : t.reduce((squares, tj, j) => squares + (y[j]! - tj) ** 2 / 3, 0)
  }
  return sum / samples + (l2 / 2) * point.reduce((squares, p) => squares + p * p, 0)
}

/** Two weights of the input that is always 0; a softmax does not see its three shifts; l2 sees all. */
function structuralZeros({ loss, l2 }: Case): number {
  if (l2) return 0
  return loss === 'squared-error' ? 2 : 5
}

function ascendingEigenvalues(entries: Float64Array): number[] {
  const matrix = Matrix.from1DArray(dimension, dimension, [...entries])
  const symmetric = Matrix.add(matrix, matrix.transpose()).mul(0.5)
  return new EigenvalueDecomposition(symmetric, { assumeSymmetric: true }).realEigenvalues.sort(
    (a, b) => a - b,
  )
}

/** Writes the instance and names the results. */
function files(instance: Case) {
  const { loss, targets, targetShape, l2, samples, single } = instance
  const at = (name: string) => join(folder, name)
  store(at('inputs.npy'), single ? Float32Array.from(inputs) : inputs, [5, 3])
  store(at('theta.npy'), single ? Float32Array.from(theta) : theta, [dimension])
  store(at('targets.npy'), targets, targetShape)
  const results = { out: at('eigenvalues.npy'), hessianOut: at('hessian.npy'), json: at('result.json') }
  const options: SpectrumOptions = {
    layers,
    activation: 'tanh',
    loss,
    inputs: at('inputs.npy'),
    targets: at('targets.npy'),
    theta: at('theta.npy'),
    provider: 'embedded',
    ...results,
    ...(l2 === undefined ? {} : { l2 }),
    ...(samples === undefined ? {} : { samples }),
  }
  return { options, ...results }
}

function store(file: string, array: Numbers, shape: number[]): void {
  writeFileSync(file, new Uint8Array(dump(array, shape)))
}
