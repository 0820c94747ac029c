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

interface WebAssemblyApi {
  readonly Memory: new (descriptor: { initial: number; maximum: number; shared: true }) => KernelMemory
  readonly Module: new (bytes: Uint8Array) => KernelModule
  readonly Instance: new (module: KernelModule, imports: { env: { memory: KernelMemory } }) => KernelInstance
  validate(bytes: Uint8Array): boolean
}

export const { Memory, Module, Instance, validate } = (
  globalThis as unknown as { WebAssembly: WebAssemblyApi }
).WebAssembly
