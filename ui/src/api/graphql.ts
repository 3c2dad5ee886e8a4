// The tag for GraphQL documents. Codegen reads the calls and gives each its result and variable types.
import type { graphql as generated } from './generated/gql';

/**
 * Returns the document as it was written. Codegen's own function looks it up in a map of all documents instead, which
 * would put every page's queries into the first download.
 */
export const graphql = ((source: string) => source) as unknown as typeof generated;

/** A document together with the fragments that it names, which the server has to be told with it. */
export const withFragments = <Document>(document: Document, ...fragments: unknown[]) =>
  [document, ...fragments].join('') as Document;
