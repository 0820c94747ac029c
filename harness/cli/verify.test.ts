import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import type { Claim } from '../claims/claim.ts'
import { decodePlainData } from '../data/plainData.ts'
import { ArgumentError } from '../errors.ts'
import type { Report } from '../reporting/report.ts'
import { selectClaims } from './specClaims.ts'
import type { VerifyOptions } from './verify.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'saddlecheck-verify-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (...names: string[]) => join(folder, ...names)

/** A spec file whose check is the body of a function of its context. */
function writeSpec(id: string, pinned: Claim['pinned'], check: string): void {
  mkdirSync(join(at('specs', id), '..'), { recursive: true })
  writeFileSync(
    `${at('specs', id)}.spec.ts`,
    `import { specify } from ${JSON.stringify(join(root, 'harness/claims/claim.ts'))}
     specify({
       id: '${id}', statement: 'about ${id}', source: { work: 'w', item: 'i' }, rule: 'r', pinned: ${JSON.stringify(pinned)},
       check: async (context) => { ${check} },
       controls: [
         { statement: 'false', expected: 'refuted', check: async () => ({ status: 'refuted', summary: 's', runs: 1 }) },
         { statement: 'true', expected: 'holds', check: async () => ({ status: 'holds', summary: 's', runs: 1 }) },
       ],
     })`,
  )
}

const verdict = (status: string, summary: string) =>
  `return { status: '${status}', summary: ${summary}, runs: 1 }`
const settings =
  '[context.seed, context.path, context.trials, context.scale, context.provider.name].join(" ")'
writeSpec('one/claim1', 'holds', verdict('holds', settings))
writeSpec('one/claim10', { quick: 'refuted', paper: 'inconclusive' }, verdict('refuted', '"wrong"'))
writeSpec('two/changed', 'holds', verdict('refuted', '"it is otherwise"'))
writeSpec(
  'three/endless',
  'holds',
  `context.progress('work')(1, 2)
   process.stderr.write('working\\n')
   const awake = setInterval(() => {}, 1000)
   await new Promise((_, reject) => {
     context.signal.addEventListener('abort', () => { clearInterval(awake); reject(context.signal.reason) })
   })`,
)
writeSpec(
  'three/deaf',
  'holds',
  `process.stderr.write('working\\n')
   await new Promise((resolve) => setTimeout(resolve, 60_000))`,
)
writeFileSync(at('specs', 'package.json'), '{"type":"module"}')
writeFileSync(at('specs', 'notes.ts'), 'throw new Error("no spec file")')

// What main.ts does, for another folder of specs.
writeFileSync(
  at('specs', 'drive.ts'),
  `import { interruptible } from ${JSON.stringify(join(root, 'harness/cli/interruption.ts'))}
   import { runProcess } from ${JSON.stringify(join(root, 'harness/cli/runProcess.ts'))}
   import { verify } from ${JSON.stringify(join(root, 'harness/cli/verify.ts'))}
   const [patterns, options] = JSON.parse(process.argv[2])
   const specs = ${JSON.stringify(at('specs'))}
   await runProcess(() => interruptible((signal) => verify(patterns, options, signal, specs)))`,
)

interface Ending {
  readonly code: number | null
  /** What the process died of. */
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
}

let runs = 0

/** @param interruptAt text on stderr that Ctrl-C follows */
function run(
  patterns: readonly string[],
  options: VerifyOptions = {},
  interruptAt?: string,
): Promise<Ending & { report: () => Report }> {
  const report = at(`report${runs++}`)
  const wanted = { report, evidence: at('evidence'), ...options }
  const args = ['--import', 'tsx', at('specs', 'drive.ts'), JSON.stringify([patterns, wanted])]
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, SADDLECHECK_LAPACK: 'none', SADDLECHECK_PROVIDER: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const text = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => {
    text.out += chunk
  })
  child.stderr.on('data', (chunk: Buffer) => {
    text.err += chunk
    if (interruptAt !== undefined && `${chunk}`.includes(interruptAt)) child.kill('SIGINT')
  })
  const read = () => decodePlainData(readFileSync(join(report, 'report.json'), 'utf8')) as Report
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, ...text, report: read }))
  })
}

describe('verify', { timeout: 120_000 }, () => {
  it('decides what a pattern means, hands the options on and writes the report', async () => {
    const options = { seed: 7, path: '1:2', trials: 3, scale: 'paper', provider: 'embedded' } as const
    const [exact, several] = await Promise.all([run(['one/claim1'], options), run(['one', 'claim10'])])
    expect(exact).toMatchObject({ code: 0, err: '' })
    expect(exact.out).toContain(
      '--provider asks for embedded\nscale paper, seed 7\n[1/1] one/claim1: holds, as pinned',
    )
    expect(exact.out).toMatch(/\n✓ one\/claim1 {2}holds {9}7 1:2 3 paper embedded\n/)
    expect(exact.report()).toMatchObject({
      command:
        'npm run -s saddlecheck -- verify one/claim1 --scale paper --seed 7 --path 1:2 --trials 3 --provider embedded',
      claims: [{ id: 'one/claim1', passed: true, scale: 'paper' }],
    })
    expect(several).toMatchObject({ code: 0, err: '' })
    expect(several.report().claims.map(({ id }) => id)).toEqual(['one/claim1', 'one/claim10'])
    expect(several.out).toContain('[2/2] one/claim10: refuted, as pinned')
  })

  it('adds to the report of a folder that is named, at one scale only', async () => {
    const report = at('merged')
    const read = () => decodePlainData(readFileSync(join(report, 'report.json'), 'utf8')) as Report
    expect(await run(['one/claim1'], { report, seed: 7 })).toMatchObject({ code: 0, err: '' })
    expect(read().missing).toEqual(['one/claim10'])
    const [more, other] = [
      await run(['one/claim10'], { report }),
      await run(['two'], { report, scale: 'paper' }),
    ]
    expect(more).toMatchObject({ code: 0, err: '' })
    expect(read().missing).toEqual([])
    expect(more.out).toMatch(/\nReport: .*merged\/report\.md, with 1 decided before\n$/)
    expect(read().claims.map(({ id, run }) => [id, run.command])).toEqual([
      ['one/claim1', 'npm run -s saddlecheck -- verify one/claim1 --seed 7'],
      ['one/claim10', 'npm run -s saddlecheck -- verify one/claim10'],
    ])
    expect(other).toMatchObject({ code: 2, out: '' })
    expect(other.err).toMatch(
      /report\.json: expected claims decided at scale paper, got one\/claim1 of scale quick\. [^\n]+\n$/,
    )
  })

  it('ends with 1 when a verdict is not the pinned one, and says which', async () => {
    const { code, out, report } = await run(['two', 'one/claim1'])
    expect(code).toBe(1)
    expect(out).toContain('[2/2] two/changed: refuted, pinned as holds')
    expect(out).toContain('✗ two/changed')
    expect(out).toContain('not as pinned: two/changed: pinned as holds, got refuted: it is otherwise')
    expect(report().claims.map(({ passed }) => passed)).toEqual([true, false])
  })

  it('reports what is decided when it is interrupted, and ends with 130', async () => {
    const { code, out, err, report } = await run(['one/claim1', 'endless', 'two'], {}, 'working')
    expect(code).toBe(130)
    expect(out).toContain('stopped: 1 of 3 claims are decided')
    expect(err).toMatch(/\nsaddlecheck: interrupted by SIGINT\n$/)
    expect(report().claims.map(({ id }) => id)).toEqual(['one/claim1'])
  })

  it('leaves a check behind that does not stop, and dies of the signal', async () => {
    const { code, signal, out, report } = await run(['one/claim1', 'deaf'], {}, 'working')
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGINT' })
    expect(out).toContain('stopped: 1 of 2 claims are decided')
    expect(report().claims.map(({ id }) => id)).toEqual(['one/claim1'])
  })

  it('refuses what makes no sense with one line, and lists the claims', async () => {
    writeFileSync(at('file'), '')
    const [unknown, path, report, list] = await Promise.all([
      run(['three', 'four']),
      run(['one'], { path: '1' }),
      run(['one'], { report: at('file') }),
      run(['one/'], { list: true }),
    ])
    const ids = 'one/claim1, one/claim10, three/deaf, three/endless, two/changed'
    expect(unknown.err).toBe(`saddlecheck: pattern must be part of a claim's id (${ids}), got "four"\n`)
    expect(path.err).toMatch(/^saddlecheck: --path must be .* one claim, got 2: one\/claim1, one\/claim10\n$/)
    expect(report.err).toMatch(/file: expected a folder .*, got a file\. [^\n]+\n$/)
    for (const { code, out } of [unknown, path, report]) expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(list).toMatchObject({ code: 0, err: '' })
    expect(list.out).toBe(
      'one/claim1   holds                                about one/claim1\n' +
        'one/claim10  refuted (paper scale: inconclusive)  about one/claim10\n',
    )
  })
})

describe('selectClaims', () => {
  const claims = ['a/x', 'a/x2', 'b/x'].map((id) => ({ id }) as Claim)
  const select = (...patterns: string[]) => selectClaims(claims, patterns).map(({ id }) => id)

  it('takes an id in full for that claim alone, and keeps the order', () => {
    expect(select()).toEqual(['a/x', 'a/x2', 'b/x'])
    expect(select('a/x')).toEqual(['a/x'])
    expect(select('b', 'a/x')).toEqual(['a/x', 'b/x'])
    expect(select('x2')).toEqual(['a/x2'])
    expect(select('/x', 'x')).toEqual(['a/x', 'a/x2', 'b/x'])
  })

  it('refuses each pattern that means nothing', () => {
    expect(() => select('a', 'c')).toThrow(ArgumentError)
    expect(() => select('')).toThrow(`part of a claim's id (a/x, a/x2, b/x), got ""`)
    expect(() => select('.*')).toThrow(ArgumentError)
  })
})
