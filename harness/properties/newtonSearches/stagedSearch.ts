/** The results after 1, 2, … steps of a search, each taken up from the one before, until it ends by itself. */
export async function stagedSearch<Start, Result extends Start & { readonly status: string }>(
  start: Start,
  search: (from: Start, maxSteps: number) => Promise<Result>,
  most: number,
): Promise<readonly Result[]> {
  const results: Result[] = []
  for (let maxSteps = 1; maxSteps <= most; maxSteps++) {
    const result = await search(results.at(-1) ?? start, maxSteps)
    results.push(result)
    if (result.status !== 'stepLimit') break
  }
  return results
}
