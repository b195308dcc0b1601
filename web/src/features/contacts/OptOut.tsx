import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { Ban } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { optOut } from '@/api';
import { showStandingQueryKey, timelineQueryKey } from '@/api/@tanstack/react-query.gen';
import { Confirm } from '@/ui/Confirm';

/** The person said no to a member: nothing goes out any more, and only the person takes it back. */
export function OptOut({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const path = { contact_id: id };
  return (
    <Confirm
      label={t('opt_out.do')}
      title={t('opt_out.title', { name })}
      words={t('opt_out.why')}
      icon={<Ban size={18} aria-hidden />}
      act={async () => {
        const { data } = await optOut({ path, body: { method: 'member' }, throwOnError: true });
        notifications.show({ message: t('opt_out.done', { count: data.cancelled }) });
      }}
      after={() =>
        Promise.all(
          [timelineQueryKey({ path }), showStandingQueryKey({ path })].map((queryKey) =>
            queries.invalidateQueries({ queryKey }),
          ),
        )
      }
    />
  );
}
