// The files that a job left behind, how long they are kept, and what was not kept and why.
import { useQuery } from '@tanstack/react-query';
import { Package, PackageX } from 'lucide-react';
import { Link, useSearchParams } from 'react-router';
import type { JobArtifactsQuery } from '../../api/generated/graphql';
import { graphql } from '../../api/graphql';
import { useNow } from '../../api/clock';
import { apiQuery } from '../../api/query';
import { bytes } from '../../format/units';
import { momentInSentence } from '../../format/time';
import { t } from '../../messages/jobs';
import { groupPath, useGroup } from '../../shell/current-group';
import { EmptyState } from '../../ui/EmptyState';
import { changed, parsePage } from '../../ui/list-state';
import { Pager } from '../../ui/Pager';
import { PanelState } from '../../ui/PanelState';
import { Status } from '../../ui/Status';
import { ArtifactRows } from './ArtifactRows';
import './job-page.css';

const ArtifactsDocument = graphql(`
  query JobArtifacts($id: ID!) {
    phJob(where: { id: $id }) {
      id
      artifact {
        prefix
        state
        message
        totalCount
        totalBytes
        expiresAt
        items {
          name
          size
          lastModified
        }
        leftOut {
          name
          reason
        }
      }
    }
  }
`);

export type Artifact = NonNullable<JobArtifactsQuery['phJob']['artifact']>;

const PAGE_SIZE = 25;

export function ArtifactsTab({ id }: { id: string }) {
  const query = useQuery(apiQuery(ArtifactsDocument, { id }, ['job']));
  return (
    <PanelState query={query} what={t.jobs.artifacts} height={320}>
      {({ phJob: { artifact } }) => (artifact ? <Shown artifact={artifact} /> : <None />)}
    </PanelState>
  );
}

function None({ text = t.jobs.artifactsHow }: { text?: string }) {
  return <EmptyState icon={Package} tone="idle" title={t.jobs.noArtifacts} text={text} />;
}

function Shown({ artifact }: { artifact: Artifact }) {
  const { state, message } = artifact;
  switch (state) {
    case 'none':
      return <None text={message ? `${message} ${t.jobs.artifactsHow}` : undefined} />;
    case 'expired':
      return <EmptyState icon={PackageX} tone="idle" title={t.jobs.artifactsExpired} text={message} />;
    case 'failed':
      return (
        <>
          <EmptyState icon={PackageX} tone="bad" title={t.jobs.artifactsFailed} text={message} />
          <LeftOut rows={artifact.leftOut} />
        </>
      );
    case 'collecting':
      return (
        <EmptyState
          icon={Package}
          tone="idle"
          title={t.jobs.artifactsCollecting}
          text={<Status kind="starting">{message}</Status>}
        />
      );
    case 'ready':
      return <Files artifact={artifact} />;
  }
}

function Files({ artifact }: { artifact: Artifact }) {
  const [params, setParams] = useSearchParams();
  const now = useNow(60);
  const group = useGroup();
  const items = (artifact.items ?? []).flatMap((item) => (item?.name ? [{ ...item, name: item.name }] : []));
  const page = Math.min(parsePage(params.get('page')), Math.max(1, Math.ceil(items.length / PAGE_SIZE)));
  const { expiresAt, totalBytes, totalCount, prefix } = artifact;
  const [before, shared, between, after] = t.jobs.inSharedFiles;
  return (
    <>
      <p className="artifact-note num">
        {t.jobs.artifactSum(t.jobs.artifactCount(totalCount), bytes(totalBytes))}{' '}
        {expiresAt && t.jobs.keptUntil(momentInSentence(expiresAt, now))} {before}{' '}
        <Link to={groupPath(group, `files/${prefix}`)}>{shared}</Link> {between} <span className="mono">{prefix}</span>{' '}
        {after}
      </p>
      <ArtifactRows rows={items.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)} prefix={prefix ?? ''} />
      <Pager
        page={page}
        pageSize={PAGE_SIZE}
        total={items.length}
        totalText={t.jobs.artifactCount(items.length)}
        onPage={(next) => setParams(changed(params, { page: next > 1 ? String(next) : undefined }))}
      />
      <LeftOut rows={artifact.leftOut} />
    </>
  );
}

function LeftOut({ rows }: { rows: Artifact['leftOut'] }) {
  if (rows.length === 0) return null;
  return (
    <section className="left-out">
      <header>
        <b className="strong">{t.jobs.leftOut}</b> <span className="dim">{t.jobs.leftOutSub(rows.length)}</span>
      </header>
      <ul>
        {rows.map(({ name, reason }) => (
          <li key={name}>
            <span className="mono">{name}</span>
            <span className="dim2">{reason}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
