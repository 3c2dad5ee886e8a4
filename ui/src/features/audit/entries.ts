// The query for audit entries, shared by the audit page and the history of one object.
import type { AuditEntriesQuery } from '../../api/generated/graphql';
import { graphql } from '../../api/graphql';

export const AuditDocument = graphql(`
  query AuditEntries($where: AuditWhere, $page: Int!, $pageSize: Int!) {
    auditConnection(where: $where, page: $page, pageSize: $pageSize) {
      totalCount
      actions
      nodes {
        id
        at
        actorName
        action
        objectKind
        objectId
        objectName
        groupName
        address
        result
        detail
      }
    }
  }
`);

export type Entry = AuditEntriesQuery['auditConnection']['nodes'][number];

/** Every mutation writes an entry, whatever it changes. */
export const AUDITED = ['notebook', 'group', 'user', 'image', 'instanceType', 'system'] as const;
