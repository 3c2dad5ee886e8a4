// One's API tokens: what there is, when each was used, making and deleting them, and how to use one.
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { KeyRound, Plus } from 'lucide-react';
import type { ApiTokensQuery } from '../../api/generated/graphql';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';
import { t } from '../../messages/en';
import { usePage } from '../../shell/page';
import { DataTable, type Column } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { usePhone } from '../../ui/media';
import { Age, Moment } from '../../ui/Moment';
import { Panel } from '../../ui/Panel';
import { PanelState } from '../../ui/PanelState';
import { AccountHead } from './AccountHead';
import { DeleteToken } from './DeleteToken';
import { NewTokenDialog } from './NewTokenDialog';
import { TokenUse } from './TokenUse';

const TokensDocument = graphql(`
  query ApiTokens {
    myApiTokens {
      id
      name
      hint
      createdAt
      lastUsedAt
      expiresAt
    }
  }
`);

type Token = ApiTokensQuery['myApiTokens'][number];

export function ApiTokensPage() {
  const query = useQuery(apiQuery(TokensDocument, {}, ['user']));
  const [making, setMaking] = useState(false);
  const phone = usePhone();
  usePage(t.identity.tokensTitle, t.common.product);
  const newToken = (
    <Button type="primary" icon={<Plus size={15} />} onClick={() => setMaking(true)}>
      {t.identity.newToken}
    </Button>
  );
  return (
    <>
      <AccountHead title={t.identity.tokensTitle} sub={t.identity.tokensSub} actions={newToken} />
      <div className="stack">
        <Panel flush>
          <PanelState query={query} what={t.identity.theTokens}>
            {({ myApiTokens }) =>
              myApiTokens.length === 0 ? (
                <EmptyState icon={KeyRound} title={t.identity.noTokens} text={t.identity.noTokensText} />
              ) : phone ? (
                <ul className="phone-rows">
                  {myApiTokens.map((token) => (
                    <PhoneRow key={token.id} token={token} />
                  ))}
                </ul>
              ) : (
                <DataTable
                  label={t.identity.tokensTitle}
                  columns={columns}
                  rows={myApiTokens}
                  rowKey={({ id }) => id}
                  rowName={({ name }) => name}
                />
              )
            }
          </PanelState>
        </Panel>
        <TokenUse />
      </div>
      <NewTokenDialog open={making} onClose={() => setMaking(false)} />
    </>
  );
}

const columns: Column<Token>[] = [
  {
    key: 'name',
    title: t.identity.tokenName,
    render: ({ name, hint }) => (
      <span className="cell2">
        <b className="trunc" title={name}>
          {name}
        </b>
        <span className="sub mono">{hint}…</span>
      </span>
    ),
  },
  {
    key: 'created',
    title: t.identity.created,
    width: 150,
    from: 'laptop',
    render: ({ createdAt }) => <Moment at={createdAt} />,
  },
  { key: 'used', title: t.identity.lastUsed, width: 140, render: (token) => <LastUsed token={token} /> },
  { key: 'expires', title: t.identity.expires, width: 150, render: (token) => <Expiry token={token} /> },
  { key: 'delete', title: t.common.actions, width: 150, right: true, render: (token) => <DeleteToken token={token} /> },
];

function LastUsed({ token }: { token: Token }) {
  return token.lastUsedAt ? <Age at={token.lastUsedAt} /> : <span className="dim">{t.common.never}</span>;
}

function Expiry({ token }: { token: Token }) {
  return token.expiresAt ? <Moment at={token.expiresAt} /> : <span className="dim">{t.common.never}</span>;
}

function PhoneRow({ token }: { token: Token }) {
  return (
    <li>
      <div className="line1">
        <b className="trunc">{token.name}</b>
        <DeleteToken token={token} />
      </div>
      <div className="line2">
        <span className="mono">{token.hint}…</span> · {t.identity.lastUsed} <LastUsed token={token} /> ·{' '}
        {t.identity.expires} <Expiry token={token} />
      </div>
    </li>
  );
}
