// How much room the group's files take, and how much they may.
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';

const UsageDocument = graphql(`
  query FilesUsage($groupName: String!) {
    filesUsage(groupName: $groupName) {
      bytes
      files
      trashBytes
      trashFiles
      uploadingBytes
      quotaBytes
      quotaFiles
      trashDays
    }
  }
`);

export const usageQuery = (groupName: string) => apiQuery(UsageDocument, { groupName }, ['files']);
