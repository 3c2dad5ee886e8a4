// Short messages at the edge of the window. Success leaves by itself; what needs a reader stays.
import { useMemo, type ReactNode } from 'react';
import { App } from 'antd';
import { CircleCheck, CircleX, TriangleAlert, type LucideIcon } from 'lucide-react';
import { asApiError } from '../api/errors';
import { keepNotice, type NoticeTone } from './notices';
import { usePhone } from './media';
import './toast.css';

type Action = { label: string; onClick: () => void };

const icons: Record<NoticeTone, LucideIcon> = { ok: CircleCheck, warn: TriangleAlert, bad: CircleX };

export function useToast() {
  const { notification } = App.useApp();
  const phone = usePhone();
  return useMemo(() => {
    const show = (tone: NoticeTone, title: string, text: ReactNode, plain: string, action?: Action) =>
      open(keepNotice({ tone, title, text: plain }), tone, title, text, action);
    const open = (key: string, tone: NoticeTone, title: string, text: ReactNode, action?: Action) => {
      const Icon = icons[tone];
      notification.open({
        key,
        title,
        description: text,
        icon: <Icon size={17} className={`t-${tone}`} aria-hidden />,
        role: tone === 'bad' ? 'alert' : 'status',
        placement: phone ? 'top' : 'bottomRight',
        duration: tone === 'ok' ? 6 : 0,
        pauseOnHover: true,
        actions: action && (
          <button
            type="button"
            className="plain-button toast-action"
            onClick={() => {
              notification.destroy(key);
              action.onClick();
            }}
          >
            {action.label}
          </button>
        ),
      });
    };
    return {
      /** What the server keeps for the bell already. */
      announce: (id: string, tone: NoticeTone, title: string, text?: string, action?: Action) =>
        open(id, tone, title, text, action),
      success: (title: string, text?: string, action?: Action) => show('ok', title, text, text ?? '', action),
      warning: (title: string, text?: string, action?: Action) => show('warn', title, text, text ?? '', action),
      /** `title` says what is true now, for example "The notebook was not stopped". */
      failure: (title: string, error: unknown, action?: Action) => {
        const { message, code } = asApiError(error);
        const text = (
          <>
            {message} <span className="mono">{code}</span>
          </>
        );
        show('bad', title, text, `${message} ${code}`, action);
      },
    };
  }, [notification, phone]);
}
