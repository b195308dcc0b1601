import { Outlet, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useTitle } from '@/ui/Page';
import { Conversations } from './Conversations';
import './inbox.css';

/** The panes: on a phone one of them, by the address. */
export function Inbox() {
  const { t } = useTranslation();
  const { conversationId } = useParams({ strict: false });
  useTitle(t('nav.inbox'));
  return (
    <div className="inbox" data-open={conversationId !== undefined}>
      <Conversations open={conversationId} />
      <Outlet />
    </div>
  );
}
