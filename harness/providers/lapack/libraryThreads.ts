/** How many threads the library works with: its own choice unless SADDLECHECK_THREADS says otherwise. */
import { ArgumentError } from '../../errors.ts'
import type { NativeLibrary } from './nativeLibrary.ts'

const setters = ['openblas_set_num_threads', 'MKL_Set_Num_Threads', 'flexiblas_set_num_threads']
const getters = ['openblas_get_num_threads', 'MKL_Get_Max_Threads', 'flexiblas_get_num_threads']

/** @throws ArgumentError when the library offers no way to set them: an explicit wish is not dropped silently */
export function setThreads(library: NativeLibrary, threads: number): void {
  for (const symbol of setters) {
    const set = library.find(symbol, 'void', ['int'])
    if (set === undefined) continue
    set.now(threads)
    return
  }
  throw new ArgumentError(
    'environment',
    'SADDLECHECK_THREADS',
    `unset with ${library.path}, which has no function to set them`,
    String(threads),
    "Use the library's own variable, for instance VECLIB_MAXIMUM_THREADS or OMP_NUM_THREADS",
  )
}

/** undefined when the library does not tell. */
export function threadCount(library: NativeLibrary): number | undefined {
  for (const symbol of getters) {
    const count = library.find(symbol, 'int', [])?.now()
    if (typeof count === 'number') return count
  }
  return undefined
}
