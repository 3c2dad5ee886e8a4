// A notebook that somebody shared, for everybody who has the link. There is no portal around it and nobody signs in.
import { useEffect } from 'react';
import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { Download, Link2Off } from 'lucide-react';
import { asApiError } from '../../../api/errors';
import { queryClient } from '../../../api/query';
import { t } from '../../../messages/files';
import { EmptyState } from '../../../ui/EmptyState';
import { ErrorState } from '../../../ui/ErrorState';
import { Wordmark } from '../../../ui/Mark';
import { Skeleton } from '../../../ui/PanelState';
import { Themed } from '../../../ui/Themed';
import { getFrom } from '../rest';
import '../../../ui/Panel.css';
import './SharePage.css';

export function SharePage({ hash }: { hash: string }) {
  return (
    <QueryClientProvider client={queryClient}>
      <Themed>
        <Shared hash={hash} />
      </Themed>
    </QueryClientProvider>
  );
}

function Shared({ hash }: { hash: string }) {
  const url = `/api/share/${encodeURIComponent(hash)}`;
  const { data, error, refetch } = useQuery({
    queryKey: ['share', hash],
    queryFn: async ({ signal }) => {
      const [response, { DocumentPreview }] = await Promise.all([
        getFrom(url, signal),
        import('../preview/DocumentPreview'),
      ]);
      return { name: nameIn(response), text: await response.text(), DocumentPreview };
    },
    meta: { kinds: [] },
  });
  const name = data?.name ?? t.files.sharedNotebook;
  useEffect(() => {
    document.title = `${name} · ${t.common.product}`;
  }, [name]);
  return (
    <div className="share-page">
      <header className="share-head">
        <Wordmark size={22} />
        <h1 className="trunc" title={name}>
          {name}
        </h1>
        {data && (
          <Button href={`${url}?download=1`} icon={<Download size={15} aria-hidden />}>
            {t.files.download}
          </Button>
        )}
      </header>
      <main className="share-main">
        {data ? (
          <data.DocumentPreview kind="notebook" name={name} text={data.text} />
        ) : error ? (
          <NotShown error={error} retry={() => void refetch()} />
        ) : (
          <Skeleton height={420} />
        )}
      </main>
    </div>
  );
}

function NotShown({ error, retry }: { error: unknown; retry: () => void }) {
  const { code } = asApiError(error);
  if (code === 'SERVER_UNREACHABLE' || /^HTTP_5/.test(code)) {
    return <ErrorState error={error} what={t.files.theNotebook} retry={retry} />;
  }
  return <EmptyState large tone="idle" icon={Link2Off} title={t.files.notShared} text={t.files.notSharedText} />;
}

/** The header has the name twice; the second form is the one that holds every sign. */
function nameIn(response: Response): string | undefined {
  const header = response.headers.get('content-disposition') ?? '';
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1];
  const plain = /filename="((?:[^"\\]|\\.)*)"/i.exec(header)?.[1];
  try {
    return encoded ? decodeURIComponent(encoded) : plain?.replace(/\\(.)/g, '$1');
  } catch {
    return plain;
  }
}
