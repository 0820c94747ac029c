/**
 * emlapack: CLAPACK's dsyev in asm.js, called as its README shows.
 *
 * V8 would spend eight seconds of CPU on validating 8 MB of asm.js ahead of time; told not to, it takes the file
 * for the JavaScript that it also is.
 */
import { createRequire } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { npmCandidate } from '../candidate.ts'

interface Emlapack {
  readonly HEAPF64: Float64Array
  cwrap(name: string, returns: null, argumentTypes: 'number'[]): (...pointers: number[]) => void
  _malloc(bytes: number): number
  _free(pointer: number): void
  setValue(pointer: number, value: number, type: 'i8' | 'i32'): void
  getValue(pointer: number, type: 'i32'): number
}

export const candidate = npmCandidate('emlapack', { routine: 'dsyev' }, async () => {
  setFlagsFromString('--no-validate-asm')
  const lapack = createRequire(import.meta.url)('emlapack') as Emlapack
  const dsyev = lapack.cwrap('dsyev_', null, new Array<'number'>(9).fill('number'))
  return (entries, n) => {
    const workLength = 3 * n
    const pointers: number[] = []
    const allocate = (bytes: number) => {
      const pointer = lapack._malloc(bytes)
      pointers.push(pointer)
      return pointer
    }
    const integer = (value: number) => {
      const pointer = allocate(4)
      lapack.setValue(pointer, value, 'i32')
      return pointer
    }
    const letter = (character: string) => {
      const pointer = allocate(1)
      lapack.setValue(pointer, character.charCodeAt(0), 'i8')
      return pointer
    }
    const [a, w] = [allocate(8 * n * n), allocate(8 * n)]
    const [order, info] = [integer(n), integer(0)]
    try {
      lapack.HEAPF64.set(entries, a / 8)
      dsyev(letter('V'), letter('U'), order, a, order, w, allocate(8 * workLength), integer(workLength), info)
      const status = lapack.getValue(info, 'i32')
      if (status !== 0) throw new RangeError(`dsyev: info = ${status}`)
      // Column-major: vector k lies in a[k·n …].
      const vectors = Float64Array.from(
        { length: n * n },
        (_, p) => lapack.HEAPF64[a / 8 + (p % n) * n + Math.floor(p / n)]!,
      )
      return { values: lapack.HEAPF64.slice(w / 8, w / 8 + n), vectors }
    } finally {
      for (const pointer of pointers) lapack._free(pointer)
    }
  }
})
