// One dataset with its size.
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';

const DatasetDocument = graphql(`
  query Dataset($id: String!, $groupName: String!) {
    datasetV2(where: { id: $id, groupName: $groupName }) {
      id
      createdBy
      createdAt
      updatedAt
      tags
      size
    }
  }
`);

export const datasetQuery = (groupName: string, id: string) =>
  apiQuery(DatasetDocument, { groupName, id }, ['dataset', 'files']);
