import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { closureDigest, importClosure } from './importClosure.ts'

function project(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'saddlecheck-'))
  mkdirSync(join(folder, 'room'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

const files = {
  'entry.ts':
    "import { a } from './room/a.ts'\nimport type { T } from './types.ts'\nimport fc from 'fast-check'\n",
  'types.ts': 'export type T = number\n',
  'room/a.ts': "export {\n  b,\n  type B,\n} from './b.ts'\nconst late = () => import('../late.ts')\n",
  'room/b.ts':
    "import '../bare.ts'\nimport { type A, a } from './a.ts'\nconst c = new URL('./code.wasm', import.meta.url)\n",
  'room/code.wasm': '',
  'late.ts': '',
  'bare.ts': '',
  'other.ts': '',
}

it('follows static, dynamic and bare imports in circles and files by URL, and leaves types and packages out', () => {
  const folder = project(files)
  const reached = [...importClosure(join(folder, 'entry.ts'))].map((file) => file.slice(folder.length + 1))
  expect(reached.sort()).toEqual([
    'bare.ts',
    'entry.ts',
    'late.ts',
    'room/a.ts',
    'room/b.ts',
    'room/code.wasm',
  ])
})

it('its digest changes with a file that is reached, and with no other', () => {
  const folder = project(files)
  const digest = () => closureDigest(join(folder, 'entry.ts'))
  const before = digest()
  writeFileSync(join(folder, 'other.ts'), 'changed')
  writeFileSync(join(folder, 'types.ts'), 'changed')
  expect(digest()).toBe(before)
  writeFileSync(join(folder, 'late.ts'), 'changed')
  expect(digest()).not.toBe(before)
})

it('a suite of properties reaches the kernels it is about', () => {
  const reached = importClosure('harness/properties/providers/providersSuite.ts')
  expect(reached).toContain('harness/providers/embedded/ldlt.ts')
  expect(reached).toContain('harness/providers/lapack/lapackKernels.ts')
  expect(reached).toContain('harness/providers/wasm/kernels.wasm')
  expect(reached).toContain('harness/providers/wasm/kernelWorker.mjs')
  expect(reached).not.toContain('harness/properties/soakReport.ts')
})
