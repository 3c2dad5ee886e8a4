// Reads the rows out of a connection.

/** The schema of the original lets an edge be null; ours never sends one. */
export function nodes<N>(edges: readonly ({ node: N } | null | undefined)[]): N[] {
  return edges.flatMap((edge) => (edge ? [edge.node] : []));
}
