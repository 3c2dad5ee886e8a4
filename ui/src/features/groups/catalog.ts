// What a group may use: what was given to it, and what was given to all groups.
import { useQuery } from '@tanstack/react-query';
import type { GroupCatalogQuery } from '../../api/generated/graphql';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';
import { useAuth } from '../../shell/auth-context';

const CatalogDocument = graphql(`
  query GroupCatalog($id: ID!, $everyone: ID!) {
    group(where: { id: $id }) {
      id
      instanceTypes {
        id
        name
        displayName
        description
        cpuLimit
        memoryLimit
        gpuLimit
        global
      }
      images(mode: ALL) {
        id
        name
        displayName
        description
        type
        groupName
        global
      }
    }
    everyone: group(where: { id: $everyone }) {
      id
      instanceTypes {
        id
        name
        displayName
        description
        cpuLimit
        memoryLimit
        gpuLimit
        global
      }
      images(mode: ALL) {
        id
        name
        displayName
        description
        type
        groupName
        global
      }
    }
  }
`);

type Given = NonNullable<GroupCatalogQuery['group']>;
export type GivenType = NonNullable<NonNullable<Given['instanceTypes']>[number]>;
export type GivenImage = NonNullable<NonNullable<Given['images']>[number]>;

export function useGroupCatalog(id: string) {
  const { everyoneGroupId } = useAuth();
  return useQuery({
    ...apiQuery(CatalogDocument, { id, everyone: everyoneGroupId }, ['group', 'instanceType', 'image']),
    select: ({ group, everyone }) => ({
      instanceTypes: union(group?.instanceTypes, everyone?.instanceTypes),
      images: union(group?.images, everyone?.images),
    }),
  });
}

type Rows<R> = readonly (R | null)[] | null | undefined;

/** An object can be given to a group and to all at once; it is shown once. */
export function union<R extends { id: string }>(own: Rows<R>, all: Rows<R>): R[] {
  const rows = [...(own ?? []), ...(all ?? [])].filter((row) => row !== null);
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}
