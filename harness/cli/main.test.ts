import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../algebra/random.ts'
import { readNpy, writeNpy } from '../data/npy.ts'
import { packageVersion } from '../reporting/packageVersion.ts'

// The real program in processes of its own; mistakes.test.ts goes through the mistakes one by one.
const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'saddlecheck-main-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string) => join(folder, name)

const random = seededRandom(4)
const normals = (count: number) => Float64Array.from({ length: count }, () => random.normal())
const network = ['--layers', '4,3,2', '--activation', 'tanh', '--loss', 'cross-entropy']
writeNpy(at('X.npy'), normals(40), [10, 4])
writeNpy(
  at('y.npy'),
  Float64Array.from({ length: 10 }, () => random.integer(2)),
  [10],
)
writeNpy(at('theta.npy'), normals(23), [23])
writeNpy(
  at('huge.npy'),
  normals(23).map((x) => x * 1e300),
  [23],
)
const samples = ['--inputs', at('X.npy'), '--targets', at('y.npy')]
const right = ['spectrum', ...network, ...samples, '--theta', at('theta.npy')]

interface Ending {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

describe('the program', { timeout: 120_000 }, () => {
  it('prints help and version where asked, and help where no verb is given', async () => {
    const [help, version, verbHelp, nothing] = await Promise.all(
      [['--help'], ['--version'], ['spectrum', '--help'], []].map((args) => ended(start(args))),
    )
    expect(help).toMatchObject({ code: 0, err: '' })
    for (const verb of ['spectrum', 'verify', 'doctor'])
      expect(help!.out).toMatch(new RegExp(`^  ${verb}`, 'm'))
    expect(version).toEqual({ code: 0, out: `${packageVersion()}\n`, err: '' })
    expect(verbHelp).toMatchObject({ code: 0, err: '' })
    expect(verbHelp!.out).toContain('--hessian-out <file>')
    expect(nothing).toEqual({ code: 2, out: '', err: help!.out })
  })

  it('ends with 2 and one line on a mistake, also in a file, a variable and a pattern', async () => {
    const endings = await Promise.all([
      ended(start(['spectrum', '--layer', '3'])),
      ended(start([...right, '--out', at('missing/e.npy')])),
      ended(start(right, { SADDLECHECK_THREADS: 'many' })),
      ended(start(['verify', 'no-such-claim'])),
    ])
    for (const { code, out, err } of endings) {
      expect({ code, out }).toEqual({ code: 2, out: '' })
      expect(err).toMatch(/^[^\n]+\n$/)
    }
    expect(endings[3]!.err).toContain("part of a claim's id (")
  })

  it('ends with 1 and the status where there are no numbers', async () => {
    const { code, out, err } = await ended(
      start(['spectrum', ...network, ...samples, '--theta', at('huge.npy')]),
    )
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/^saddlecheck: nonFinite: [^\n]+\n$/)
  })

  it('gives the same bytes twice, whether or not anybody reads what it prints', async () => {
    const results = (name: string) => ['--out', at(`${name}.e.npy`), '--json', at(`${name}.json`)]
    const child = start([...right, ...results('unread')])
    child.stdout!.destroy()
    const [unread, read] = await Promise.all([ended(child), ended(start([...right, ...results('read')]))])
    expect(unread).toMatchObject({ code: 0, err: '' })
    expect(read).toMatchObject({ code: 0, err: '' })
    for (const end of ['e.npy', 'json']) expect(digest(`unread.${end}`)).toBe(digest(`read.${end}`))
    expect(readNpy(at('read.e.npy')).shape).toEqual([23])
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it('ends with 130 on Ctrl-C, without results and without a stack', async () => {
    // On all of MNIST this takes many seconds; the first words on stderr come after two.
    const parameters = 784 * 5 + 5 + 60
    writeNpy(at('long.npy'), normals(parameters), [parameters])
    const long = [
      '--layers',
      '784,5,10',
      '--activation',
      'relu',
      '--loss',
      'cross-entropy',
      '--data',
      'mnist',
    ]
    const child = start(['spectrum', ...long, '--theta', at('long.npy'), '--json', at('long.json')])
    await new Promise((resolve) => child.stderr!.once('data', resolve))
    child.kill('SIGINT')
    const { code, out, err } = await ended(child)
    expect({ code, out }).toEqual({ code: 130, out: '' })
    expect(err).toMatch(/saddlecheck: interrupted by SIGINT\n$/)
    expect(readdirSync(folder)).not.toContain('long.json')
  })
})

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', join(root, 'harness/cli/main.ts'), ...args], {
    cwd: root,
    env: { ...process.env, SADDLECHECK_PROVIDER: 'embedded', SADDLECHECK_LAPACK: 'none', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function ended(child: ChildProcess): Promise<Ending> {
  const text = { out: '', err: '' }
  child.stdout!.on('data', (chunk: Buffer) => {
    text.out += chunk
  })
  child.stderr!.on('data', (chunk: Buffer) => {
    text.err += chunk
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...text }))
  })
}

function digest(name: string): string {
  return createHash('sha256')
    .update(readFileSync(at(name)))
    .digest('hex')
}
