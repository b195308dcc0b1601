import { Button, Group, Modal, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { answerLeaving, mayLeave, useIsLeaving, wouldLoseByClosing } from '@/lib/unsaved';

/** Nothing that was typed is lost by a click: who leaves with unsaved work is asked first. */
export function Leaving() {
  const { t } = useTranslation();
  const isAsked = useIsLeaving();
  useBlocker({
    shouldBlockFn: async ({ current, next }) =>
      current.pathname !== next.pathname && !(await mayLeave()),
    enableBeforeUnload: wouldLoseByClosing,
  });
  return (
    <Modal
      opened={isAsked}
      onClose={() => answerLeaving(false)}
      title={t('leaving.title')}
      closeButtonProps={{ 'aria-label': t('close') }}
      zIndex={400}
    >
      <Text mb="lg">{t('leaving.words')}</Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={() => answerLeaving(false)} data-autofocus>
          {t('leaving.stay')}
        </Button>
        <Button color="red.9" onClick={() => answerLeaving(true)}>
          {t('leaving.leave')}
        </Button>
      </Group>
    </Modal>
  );
}
