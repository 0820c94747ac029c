/** Each law of gramLaws.ts is broken by a provider that is wrong in the way the law speaks of. */
import { describe, expect, it } from 'vitest'
import { checkedProvider } from '../checkedProvider.ts'
import { embeddedKernels } from '../embedded/embeddedKernels.ts'
import type { GramKernels, Kernels } from '../provider.ts'
import { gramLaws } from './gramLaws.ts'
import { breaches } from './law.ts'

const sound = embeddedKernels()
const [exact, rounded, memory] = gramLaws.map(({ name }) => name) as [string, string, string]

/** The bug, how the kernels come by it, and the laws that it breaks. */
const bugs: [string, Partial<GramKernels>, string[]][] = [
  ['nothing', {}, []],
  [
    'the sign is ignored',
    { addGram: (x, m, d, _, gram) => sound.addGram(x, m, d, 1, gram) },
    [exact, rounded],
  ],
  ['only the lower triangle is filled', { addGram: lowerGram }, [exact, rounded]],
  ['the gram matrix is overwritten, not added to', { addGram: overwritingGram }, [exact, rounded]],
  ['the last row of x is left out', { addProduct: withoutLastRow }, [exact, rounded]],
  [
    'the factors are exchanged',
    { addProduct: (x, m, d, y, w, c) => sound.addProduct(y, m, w, x, d, c) },
    [exact, rounded],
  ],
  ['the product passes through float32', { addProduct: inSingle }, [rounded]],
  ['x is scaled in place', { addGram: spoilingGram }, [exact]],
  ['what lies beyond the matrix is cleared', { addProduct: clearingProduct }, [exact]],
  [
    'the sums are NaN',
    { addGram: async (_x, _m, _d, _sign, gram) => void gram.fill(Number.NaN) },
    [exact, rounded],
  ],
  ['memory is lent uncleared', { allocate: uncleared, release: (array) => void spare.push(array) }, [memory]],
  ['arrays overlap', { allocate: overlapping, release: () => {} }, [exact, memory]],
]

describe('gramLaws', () => {
  it.each(bugs)('%s', async (_, wrong, broken) => {
    const provider = checkedProvider({ ...sound, ...wrong } satisfies Kernels)
    const names: string[] = []
    for (const law of gramLaws) if ((await breaches(law, provider)).length > 0) names.push(law.name)
    expect(names).toEqual(broken)
  })
})

async function lowerGram(
  x: Float64Array,
  m: number,
  d: number,
  sign: 1 | -1,
  gram: Float64Array,
): Promise<void> {
  const full = new Float64Array(d * d)
  await sound.addGram(x, m, d, sign, full)
  for (let a = 0; a < d; a++) for (let b = 0; b <= a; b++) gram[a * d + b]! += full[b * d + a]!
}

async function overwritingGram(
  x: Float64Array,
  m: number,
  d: number,
  sign: 1 | -1,
  gram: Float64Array,
): Promise<void> {
  gram.fill(0, 0, d * d)
  await sound.addGram(x, m, d, sign, gram)
}

async function spoilingGram(
  x: Float64Array,
  m: number,
  d: number,
  sign: 1 | -1,
  gram: Float64Array,
): Promise<void> {
  await sound.addGram(x, m, d, sign, gram)
  x[0] = -x[0]!
}

async function withoutLastRow(...[x, m, d, y, w, c]: Parameters<GramKernels['addProduct']>): Promise<void> {
  if (m > 1) await sound.addProduct(x, m - 1, d, y, w, c)
}

async function clearingProduct(...[x, m, d, y, w, c]: Parameters<GramKernels['addProduct']>): Promise<void> {
  await sound.addProduct(x, m, d, y, w, c)
  c.fill(0, d * w)
}

/** Integers up to 1000 and their products fit into 24 bits only while there is one of them. */
async function inSingle(...[x, m, d, y, w, c]: Parameters<GramKernels['addProduct']>): Promise<void> {
  await sound.addProduct(
    x.map((entry) => Math.fround(entry)),
    m,
    d,
    y,
    w,
    c,
  )
}

const spare: Float64Array[] = []

function uncleared(length: number): Float64Array {
  const found = spare.findIndex((array) => array.length === length)
  return found < 0 ? new Float64Array(length) : spare.splice(found, 1)[0]!
}

const arena = new Float64Array(1 << 16)
let end = 0

/** Each array begins with the last number of the one before. */
function overlapping(length: number): Float64Array {
  const start = end > 0 && end - 1 + length <= arena.length ? end - 1 : 0
  end = start + length
  return arena.subarray(start, end).fill(0)
}
