/**
 * The arrows of the house: a room imports only rooms to its right, and what stands outside harness/
 * imports only harness/index.ts. A room may take types, not code, from a room of its own tier.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** From left to right; index.ts stands between the first tier and the second. */
const tiers = [
  ['cli', 'mutants'],
  ['index.ts'],
  ['reporting', 'claims'],
  ['properties'],
  ['arbitraries'],
  ['criticalPoints', 'optimizers'],
  ['networks', 'landscapes', 'data'],
  ['spectra'],
  ['providers'],
  ['algebra', 'statistics'],
  ['errors.ts'],
]

/** Arrows within a tier that carry code: reporting shows what claims decide. */
const allowedWithinTier = new Set(['reporting → claims'])

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file))
    .map((file) => join(folder, file))
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^;'"]*?from\s+'(\.[^']+)'|import\(\s*'(\.[^']+)'\s*\)/g
  return [...text.matchAll(pattern)].map(([, type, path, dynamic]) => ({
    from: file,
    to: normalize(join(dirname(file), path ?? dynamic!)),
    typeOnly: type !== undefined,
  }))
}

/** 'harness/networks/forward.ts' → 'networks' */
function roomOf(file: string): string {
  return relative('harness', file).split('/')[0]!
}

function tierOf(room: string): number {
  return tiers.findIndex((rooms) => rooms.includes(room))
}

const harnessImports = sources('harness').flatMap(importsOf)

describe('the arrows', () => {
  test('every room has its tier, and imports are found', () => {
    expect(new Set(sources('harness').map(roomOf))).toEqual(new Set(tiers.flat()))
    expect(harnessImports.length).toBeGreaterThan(200)
  })

  test('no import runs back', () => {
    const back = harnessImports.filter(({ from, to, typeOnly }) => {
      const [left, right] = [roomOf(from), roomOf(to)]
      if (left === right) return false
      const sameTier = tierOf(left) === tierOf(right)
      if (sameTier) return !typeOnly && !allowedWithinTier.has(`${left} → ${right}`)
      return !(tierOf(left) < tierOf(right))
    })
    expect(back).toEqual([])
  })

  test('what is compiled to WebAssembly and what is compiled to JavaScript import nothing from each other', () => {
    const inside = (file: string) => file.startsWith(join('harness', 'providers', 'wasm', 'assembly', '/'))
    expect(harnessImports.filter(({ from }) => inside(from)).length).toBeGreaterThan(3)
    expect(harnessImports.filter(({ from, to }) => inside(from) !== inside(to))).toEqual([])
  })

  test('specs and benches import only the public list, or their neighbours', () => {
    const outside = [...sources('specs'), ...sources('bench')].flatMap(importsOf)
    expect(outside.length).toBeGreaterThan(5)
    const deeper = outside.filter(({ to }) => to.startsWith('harness/') && to !== 'harness/index.ts')
    expect(deeper).toEqual([])
  })
})

describe('what stays out of harness/ and specs/', () => {
  const lines = [...sources('harness'), ...sources('specs')].flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .map((line, i) => ({ place: `${file}:${i + 1}`, line })),
  )

  test.each([
    ['unseeded randomness', /Math\.random\(/],
    ['the wall clock', /Date\.now\(/],
    ['a plain Error', /new Error\(/],
  ])('%s', (_what, pattern) => {
    expect(lines.length).toBeGreaterThan(1000)
    expect(lines.filter(({ line }) => pattern.test(line)).map(({ place }) => place)).toEqual([])
  })

  test('no test has a tolerance in decimal digits, or a property that forgets its counterexamples', () => {
    const tests = readdirSync(join(root, 'harness'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.test.ts'),
    )
    expect(tests.length).toBeGreaterThan(30)
    expect(tests.filter((file) => mentions(file, /\.toBeCloseTo\(/))).toEqual([])
    expect(tests.filter((file) => mentions(file, /fc\.assert\(/))).toEqual([])
  })
})

function mentions(test: string, pattern: RegExp): boolean {
  return test !== 'architecture.test.ts' && pattern.test(readFileSync(join(root, 'harness', test), 'utf8'))
}
