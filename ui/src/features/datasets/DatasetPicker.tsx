// Chooses one of the group's datasets; the server is searched while one types.
import { useEffect, useState } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { graphql } from '../../api/graphql';
import { nodes } from '../../api/nodes';
import { apiQuery } from '../../api/query';
import { t } from '../../messages/files';
import { Select } from '../../ui/Select';
import './datasets.css';

const PickDocument = graphql(`
  query PickDatasets($groupName: String!, $search: String) {
    datasetV2Connection(
      where: { groupName: $groupName, search: $search }
      page: 1
      pageSize: 20
      orderBy: { id: "asc" }
    ) {
      edges {
        node {
          id
        }
      }
    }
  }
`);

const DEBOUNCE_MS = 300;

type Props = {
  groupName: string;
  value?: string;
  onChange: (id: string) => void;
  // What Field gives to its input.
  id?: string;
  status?: 'error' | '';
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
};

export function DatasetPicker({ groupName, value, onChange, ...rest }: Props) {
  const [typed, setTyped] = useState('');
  const [search, setSearch] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const query = useQuery({
    ...apiQuery(PickDocument, { groupName, search: search || undefined }, ['dataset']),
    placeholderData: keepPreviousData,
  });
  const found = nodes(query.data?.datasetV2Connection.edges ?? []);
  return (
    <Select<string>
      className="tag-input"
      showSearch={{ filterOption: false, onSearch: setTyped }}
      placeholder={t.datasets.pick}
      loading={query.isFetching}
      notFoundContent={query.isFetching ? t.common.loading : t.datasets.nonePick}
      options={found.map(({ id }) => ({ value: id, label: id }))}
      value={value}
      onChange={onChange}
      {...rest}
    />
  );
}
