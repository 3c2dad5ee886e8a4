// A public link to a notebook: made with an end, shown, taken back.
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Button, Modal, Radio } from 'antd';
import { asApiError } from '../../../api/errors';
import { graphql } from '../../../api/graphql';
import { useApiMutation } from '../../../api/mutate';
import { apiQuery } from '../../../api/query';
import { t } from '../../../messages/files';
import { CodeWell } from '../../../ui/CodeWell';
import { FieldError } from '../../../ui/Field';
import { Note } from '../../../ui/Note';
import { PanelState } from '../../../ui/PanelState';
import { nameOf } from '../path';
import type { Place } from '../places';
import { Expiry } from './Expiry';
import { useUnshare } from './unshare';

const SharedDocument = graphql(`
  query SharedFile($groupName: String!, $phfsPath: String!) {
    sharedFile(where: { groupName: $groupName, phfsPath: $phfsPath }) {
      shared
      shareLink
      expiresAt
    }
  }
`);

const ShareDocument = graphql(`
  mutation ShareFile($groupName: String!, $phfsPath: String!, $expiresInDays: Int) {
    shareFile(where: { groupName: $groupName, phfsPath: $phfsPath }, expiresInDays: $expiresInDays) {
      shareLink
    }
  }
`);

/** null: until somebody takes it back. */
const DAYS = [1, 7, 30, 90, null];

type Props = { place: Place; path: string; open: boolean; close: () => void };

export function ShareDialog({ place, path, open, close }: Props) {
  const where = { groupName: place.group.name, phfsPath: path };
  const query = useQuery({ ...apiQuery(SharedDocument, where, ['files']), enabled: open });
  return (
    <Modal
      open={open}
      title={t.files.shareTitle(nameOf(path))}
      width={520}
      onCancel={close}
      footer={null}
      destroyOnHidden
    >
      <PanelState query={query} what={t.files.theLink} height={180}>
        {({ sharedFile: { shared, shareLink, expiresAt } }) =>
          shared && shareLink ? (
            <Shared where={where} link={shareLink} expiresAt={expiresAt} />
          ) : (
            <NotShared where={where} close={close} />
          )
        }
      </PanelState>
    </Modal>
  );
}

type Where = { groupName: string; phfsPath: string };

function NotShared({ where, close }: { where: Where; close: () => void }) {
  const [days, setDays] = useState<number | null>(7);
  const { mutate, isPending, error } = useApiMutation(ShareDocument, ['files']);
  return (
    <>
      <p className="dim2">{t.files.shareText}</p>
      <div className="field share-days">
        <div className="field-label" id="share-days">
          {t.files.shareFor}
        </div>
        <Radio.Group
          className="choice-rows"
          aria-labelledby="share-days"
          value={days}
          onChange={(event) => setDays(event.target.value as number | null)}
          options={DAYS.map((value) => ({ value, label: value === null ? t.files.shareForEver : t.files.days(value) }))}
        />
        {error && <FieldError>{asApiError(error).message}</FieldError>}
      </div>
      <div className="row dialog-foot">
        <Button onClick={close}>{t.common.cancel}</Button>
        <Button type="primary" loading={isPending} onClick={() => mutate({ ...where, expiresInDays: days })}>
          {t.files.createLink}
        </Button>
      </div>
    </>
  );
}

function Shared({ where, link, expiresAt }: { where: Where; link: string; expiresAt?: string | null }) {
  const { unshare, pending, error } = useUnshare();
  return (
    <div className="stack">
      <Note tone="info">
        {t.files.sharedText} <Expiry at={expiresAt} />
      </Note>
      <CodeWell text={absolute(link)} />
      {error && <FieldError>{error}</FieldError>}
      <div className="row dialog-foot">
        <a className="text-link grow" href={link} target="_blank" rel="noreferrer">
          {t.files.openLink}
        </a>
        <Button danger loading={pending} onClick={() => unshare(where)}>
          {t.files.unshare}
        </Button>
      </div>
    </div>
  );
}

const absolute = (link: string) => new URL(link, location.origin).href;
