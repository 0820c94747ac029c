/**
 * Under which names a system keeps its LAPACK, in order of preference, and how to install one.
 *
 * OpenBLAS first, because it is fast everywhere and its threads can be set; then Intel's MKL; a plain
 * liblapack last. Builds with 64-bit integers (ILP64) are refused by name and again by a probe.
 */
import { basename } from 'node:path'

export function libraryNames(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') {
    return [
      '/System/Library/Frameworks/Accelerate.framework/Accelerate',
      '/opt/homebrew/opt/openblas/lib/libopenblas.dylib',
      '/usr/local/opt/openblas/lib/libopenblas.dylib',
    ]
  }
  if (platform === 'win32') return ['libopenblas.dll', 'openblas.dll', 'mkl_rt.2.dll', 'mkl_rt.1.dll']
  return [
    'libopenblas.so.0',
    'libopenblasp.so.0',
    'libopenblas.so',
    'libflexiblas.so.3',
    'libmkl_rt.so.2',
    'libmkl_rt.so.1',
    'liblapack.so.3',
  ]
}

export const installHint =
  'Install OpenBLAS: Debian and Ubuntu `apt install libopenblas0-pthread`, Fedora `dnf install openblas-threads`, ' +
  'macOS has Accelerate (13.3 or later) or `brew install openblas`, ' +
  'Windows: put libopenblas.dll of github.com/OpenMathLib/OpenBLAS/releases on the PATH. ' +
  'Or name a library with SADDLECHECK_LAPACK=/path/to/library'

/** libopenblas64_.so.0, mkl_intel_ilp64: a folder called lib64 says nothing. */
export function namesLongIntegers(path: string): boolean {
  return /ilp64|(blas|lapack)p?_?64/i.test(basename(path.replaceAll('\\', '/')))
}
