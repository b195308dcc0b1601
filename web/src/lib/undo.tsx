import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { TFunction } from 'i18next';
import { problemOf, wordsOf } from './problem';

/** Say what was done, and offer to take it back for some seconds; say so if that does not work. */
export function sayDone(words: string, t: TFunction, undo: () => unknown) {
  const takeBack = async () => {
    notifications.hide(id);
    try {
      await undo();
    } catch (error) {
      notifications.show({ color: 'red', message: wordsOf(problemOf(error), t) });
    }
  };
  const id = notifications.show({
    autoClose: 8000,
    message: (
      <Group justify="space-between" wrap="nowrap">
        {words}
        <Button size="compact-sm" variant="default" onClick={() => void takeBack()}>
          {t('undo')}
        </Button>
      </Group>
    ),
  });
}
