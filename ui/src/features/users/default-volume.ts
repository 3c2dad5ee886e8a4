// The size of a personal volume where the account has none of its own.
import { useQuery } from '@tanstack/react-query';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';

const DefaultDocument = graphql(`
  query DefaultVolume {
    system {
      defaultUserVolumeCapacity
    }
  }
`);

/** What the product ships with, until the server has answered. */
const SHIPPED = 20;

export function useDefaultVolume(): number {
  const { data } = useQuery(apiQuery(DefaultDocument, {}, ['system']));
  return data?.system?.defaultUserVolumeCapacity ?? SHIPPED;
}
