/** The first byte that no kernel's constants occupy. */
export function heapBase(): usize {
  return __heap_base
}
