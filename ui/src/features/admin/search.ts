// Options of the pickers: the first groups or people that match what was typed.
import { useEffect, useState } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { graphql } from '../../api/graphql';
import { nodes } from '../../api/nodes';
import { apiQuery } from '../../api/query';
import { personName } from './person';

const DEBOUNCE_MS = 300;
const MOST = 20;

const GroupsDocument = graphql(`
  query PickGroups($search: String, $most: Int!) {
    groupsConnection(where: { search: $search }, page: 1, pageSize: $most, orderBy: { displayName: "asc" }) {
      edges {
        node {
          id
          name
          displayName
        }
      }
    }
  }
`);

const UsersDocument = graphql(`
  query PickUsers($search: String) {
    usersConnection(where: { search: $search }, page: 1) {
      edges {
        node {
          id
          username
          firstName
          lastName
        }
      }
    }
  }
`);

export function useGroupSearch() {
  const [keyword, setKeyword] = useDebounced();
  const query = useQuery({
    ...apiQuery(GroupsDocument, { search: keyword, most: MOST }, ['group']),
    placeholderData: keepPreviousData,
  });
  const options = nodes(query.data?.groupsConnection.edges ?? []).map(({ id, name, displayName }) => ({
    value: id,
    label: displayName || name,
    sub: name,
  }));
  return { options, searching: query.isFetching, onSearch: setKeyword };
}

export function useUserSearch() {
  const [keyword, setKeyword] = useDebounced();
  const query = useQuery({
    ...apiQuery(UsersDocument, { search: keyword }, ['user']),
    placeholderData: keepPreviousData,
  });
  const options = nodes(query.data?.usersConnection.edges ?? []).map((user) => ({
    value: user.id,
    label: personName(user),
    sub: user.username,
  }));
  return { options, searching: query.isFetching, onSearch: setKeyword };
}

function useDebounced() {
  const [typed, setTyped] = useState('');
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed.trim()), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return [settled, setTyped] as const;
}
