/** The part of WebAssembly that the kernels need. TypeScript declares it for browsers only. */

/** A shared memory. It keeps its place when it grows, and arrays over it stay valid. */
export interface KernelMemory {
  /** As long as the memory is now; another object after each growth. */
  readonly buffer: SharedArrayBuffer
  /** @throws RangeError when the memory cannot grow by so many pages of 64 KiB */
  grow(pages: number): number
}

/** Compiled code, to be instantiated on every thread. */
export type KernelModule = object

export interface KernelInstance {
  readonly exports: Readonly<Record<string, unknown>>
}

export interface KernelImports {
  readonly memory: KernelMemory
  /** Where the threads of a run meet. */
  readonly barrier: () => void
}

interface WebAssemblyApi {
  readonly Memory: new (descriptor: { initial: number; maximum: number; shared: true }) => KernelMemory
  readonly Module: new (bytes: Uint8Array) => KernelModule
  readonly Instance: new (module: KernelModule, imports: { env: KernelImports }) => KernelInstance
  validate(bytes: Uint8Array): boolean
}

const api = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly

export const { Memory, Module, validate } = api

/** An instance for the calling thread, which is alone in its runs. */
export function lonelyInstance(module: KernelModule, memory: KernelMemory): KernelInstance {
  return new api.Instance(module, { env: { memory, barrier: () => {} } })
}
