/**
 * A Python process that computes the same Hessian with JAX or PyTorch: peers/*.py, over lines of JSON.
 *
 * SADDLECHECK_PYTHON names the interpreter, else python3 is tried. Absence is a value with its reason.
 */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { denseRows, ProviderUnavailable, readNpy, writeNpy } from '../harness/index.ts'
import { oneHotTargets, type PeerProblem } from './peerProblem.ts'

export type PythonModule = 'jax' | 'torch'

export type PythonFinding =
  | { readonly available: true; readonly python: string; readonly version: string }
  | { readonly available: false; readonly reason: string }

export interface PythonPeer {
  /** "torch 2.15.0": as it says itself. */
  readonly version: string
  /** One of the commands of peers/peer.py, done when this resolves. */
  ask(command: string): Promise<void>
  /** What the process wrote. */
  read(name: 'hessian' | 'eigenvalues' | 'rows'): Float64Array
  /** Ends the process and removes what it wrote. */
  close(): void
}

const folder = fileURLToPath(new URL('peers', import.meta.url))

export function findPython(module: PythonModule, env = process.env): PythonFinding {
  const python = env.SADDLECHECK_PYTHON || 'python3'
  const probe = `import ${module}; print(${module}.__version__)`
  const { status, stdout, error } = spawnSync(python, ['-c', probe], { encoding: 'utf8', timeout: 120_000 })
  if (status === 0) return { available: true, python, version: stdout.trim() }
  const why = error ? error.message : `${python} has no ${module}`
  return {
    available: false,
    reason: `${why}; SADDLECHECK_PYTHON names a Python with bench/peers/requirements.txt`,
  }
}

/** @throws ProviderUnavailable with what the process wrote last when it ends early */
export async function startPeer(
  module: PythonModule,
  python: string,
  problem: PeerProblem,
  threads: number,
): Promise<PythonPeer> {
  const place = mkdtempSync(join(tmpdir(), 'saddlecheck-peer-'))
  writeProblem(place, problem, threads)
  const child = spawn(python, [join(folder, `${module}_hessian.py`), place], {
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  })
  const answers = conversation(module, child)
  const version = (await answers.next()).ready ?? module
  return {
    version,
    async ask(command) {
      child.stdin.write(`${command}\n`)
      await answers.next()
    },
    read: (name) => readNpy(join(place, `${name}.npy`)).values,
    close() {
      child.kill()
      rmSync(place, { recursive: true, force: true })
    },
  }
}

function writeProblem(place: string, problem: PeerProblem, threads: number): void {
  const { layers, activation, loss, theta, data } = problem
  const outputs = layers.at(-1)!
  writeFileSync(join(place, 'problem.json'), JSON.stringify({ layers, activation, loss, threads }))
  writeNpy(join(place, 'inputs.npy'), denseRows(data.inputs), [data.inputs.rows, data.inputs.columns])
  writeNpy(join(place, 'targets.npy'), oneHotTargets(data.labels, outputs), [data.labels.length, outputs])
  writeNpy(join(place, 'theta.npy'), theta, [theta.length])
}

interface Answer {
  readonly ready?: string
  readonly done?: string
}

function conversation(
  module: string,
  child: ChildProcessWithoutNullStreams,
): { next: () => Promise<Answer> } {
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-2000)
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async next() {
      const { value, done } = await lines.next()
      if (!done) return JSON.parse(value) as Answer
      throw new ProviderUnavailable(module, 'the Python process ended', said.trim())
    },
  }
}
