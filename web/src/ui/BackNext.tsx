import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';

type Props = {
  back?: () => void;
  next?: () => void;
  label?: string;
  busy?: boolean;
};

/** The foot of a step; without `next` the button sends the form around it. */
export function BackNext({ back, next, label, busy }: Props) {
  const { t } = useTranslation();
  return (
    <Group justify="space-between" mt="sm">
      {back ? (
        <Button variant="default" onClick={back}>
          {t('back')}
        </Button>
      ) : (
        <span />
      )}
      <Button type={next ? 'button' : 'submit'} onClick={next} loading={busy}>
        {label ?? t('next')}
      </Button>
    </Group>
  );
}
