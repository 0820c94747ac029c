/**
 * A shared library through koffi, reduced to what the binding needs: look a symbol up, call it.
 *
 * koffi is imported when it is first asked for: on a platform that it does not support, only this
 * provider is missing.
 */

/** What a C function here may be given: numbers by value, strings, and arrays by address without a copy. */
export type NativeArgument = number | string | Float64Array | Int32Array

export interface NativeFunction {
  /** Blocks the event loop; for calls of microseconds. */
  now(...args: NativeArgument[]): unknown
  /**
   * Runs on a thread of koffi's and lets the event loop turn. Resolves to the arguments themselves: what is
   * still to be returned is not collected, so the buffers live for as long as native code writes to them.
   */
  later(...args: NativeArgument[]): Promise<readonly NativeArgument[]>
}

export interface NativeLibrary {
  readonly path: string
  /** undefined when there is no such symbol. Types are C's, for instance 'void *', 'str', 'size_t'. */
  find(symbol: string, result: string, parameters: readonly string[]): NativeFunction | undefined
}

type Koffi = typeof import('koffi')

let koffi: Promise<Koffi> | undefined

/** Rejects with what koffi or the system's loader says. */
export async function loadLibrary(path: string): Promise<NativeLibrary> {
  koffi ??= importKoffi()
  const handle = (await koffi).load(path)
  return {
    path,
    find(symbol, result, parameters) {
      try {
        return nativeFunction(handle.func(symbol, result, [...parameters]))
      } catch {
        return undefined
      }
    },
  }
}

/** OpenBLAS needs more stack than koffi's threads have by default; it must be set before the first library. */
async function importKoffi(): Promise<Koffi> {
  const module = await import('koffi')
  module.config({ async_stack_size: 8 << 20 })
  return module
}

function nativeFunction(foreign: ReturnType<ReturnType<Koffi['load']>['func']>): NativeFunction {
  return {
    now: (...args) => foreign(...args),
    later: (...args) =>
      new Promise((resolve, reject) => {
        foreign.async(...args, (error: unknown) => (error ? reject(error) : resolve(args)))
      }),
  }
}
