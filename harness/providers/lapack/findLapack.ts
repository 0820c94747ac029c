/**
 * Finds a LAPACK on this machine: SADDLECHECK_LAPACK if set, else the names of libraryNames.ts in order.
 *
 * Absence is a value with a reason. A library is accepted only when all routines are there and a 2 × 2
 * eigenproblem comes out right. SADDLECHECK_LAPACK=none looks for nothing.
 */
import { basename } from 'node:path'
import { type Environment, requestedThreads } from '../requestedThreads.ts'
import { installHint, libraryNames, namesLongIntegers } from './libraryNames.ts'
import { setThreads, threadCount } from './libraryThreads.ts'
import { loadLibrary, type NativeLibrary } from './nativeLibrary.ts'
import { bindRoutines, type Routines } from './routines.ts'

export type LapackFinding =
  | { readonly available: true; readonly routines: Routines; readonly version: string }
  | { readonly available: false; readonly reason: string; readonly hint: string }

type Attempt = { readonly library: NativeLibrary; readonly routines: Routines } | { readonly reason: string }

const found = new Map<string, Promise<LapackFinding>>()

/**
 * Looks once per process for each setting.
 *
 * @throws ArgumentError when SADDLECHECK_THREADS makes no sense or cannot be granted
 */
export function findLapack(env: Environment): Promise<LapackFinding> {
  const threads = requestedThreads(env)
  const path = env.SADDLECHECK_LAPACK || undefined
  const key = JSON.stringify([path, threads])
  const known = found.get(key) ?? search(path, threads)
  found.set(key, known)
  return known
}

async function search(path: string | undefined, threads: number | undefined): Promise<LapackFinding> {
  if (path === 'none') return absent('SADDLECHECK_LAPACK is none')
  const names = path === undefined ? libraryNames(process.platform) : [path]
  const reasons: string[] = []
  for (const name of names) {
    const attempt = await tryLibrary(name)
    if ('reason' in attempt) {
      reasons.push(`${name}: ${attempt.reason}`)
      continue
    }
    if (threads !== undefined) setThreads(attempt.library, threads)
    return { available: true, routines: attempt.routines, version: describe(attempt.library) }
  }
  return absent(
    path === undefined ? noneUsable(names, reasons) : `no usable LAPACK library (${reasons.join('; ')})`,
  )
}

/** Names that are not installed are only listed; of a library that is there it is said why it cannot be used. */
export function noneUsable(names: readonly string[], reasons: readonly string[]): string {
  const unusable = reasons.filter(
    (reason) => !/no such file|not found|cannot find|could not be found/i.test(reason),
  )
  return `no usable LAPACK library (${unusable.length > 0 ? unusable.join('; ') : `none of ${names.join(', ')}`})`
}

function absent(reason: string): LapackFinding {
  return { available: false, reason, hint: installHint }
}

async function tryLibrary(path: string): Promise<Attempt> {
  if (namesLongIntegers(path)) return { reason: 'its name says 64-bit integers (ILP64)' }
  let library: NativeLibrary
  try {
    library = await loadLibrary(path)
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) }
  }
  const routines = bindRoutines(library, symbolSuffixes(path))
  if (routines === undefined) return { reason: 'dsyevd, dsytrf_rook or dgemm is missing' }
  const flaw = routines.probe()
  return flaw === undefined ? { library, routines } : { reason: flaw }
}

/** Accelerate's undecorated symbols are LAPACK 3.2.1 of 2009; the current ones end in $NEWLAPACK. */
function symbolSuffixes(path: string): readonly string[] {
  return basename(path) === 'Accelerate' ? ['$NEWLAPACK'] : ['_', '']
}

/** "OpenBLAS 0.3.21 (Zen, 2 threads)"; the kernels in use and the threads both change the last bits. */
function describe(library: NativeLibrary): string {
  const text = (symbol: string) => library.find(symbol, 'str', [])?.now()
  const name = /OpenBLAS [\w.]+/.exec(String(text('openblas_get_config')))?.[0] ?? lapackVersion(library)
  const core = text('openblas_get_corename')
  const threads = threadCount(library)
  const details = [core, threads && `${threads} thread${threads === 1 ? '' : 's'}`].filter(Boolean)
  return details.length === 0 ? name : `${name} (${details.join(', ')})`
}

/** Which LAPACK the library implements, for those that do not give their own version. */
function lapackVersion(library: NativeLibrary): string {
  const name = basename(library.path)
  for (const suffix of symbolSuffixes(library.path)) {
    const ilaver = library.find(`ilaver${suffix}`, 'void', ['void *', 'void *', 'void *'])
    if (ilaver === undefined) continue
    const version = [new Int32Array(2), new Int32Array(2), new Int32Array(2)] as const
    ilaver.now(...version)
    return `${name}, LAPACK ${version.map((part) => part[0]).join('.')}`
  }
  return name
}
