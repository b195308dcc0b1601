"""Runs the migrations of the data database: as its owner, and never waiting long for a lock."""

from alembic import context

connection = context.config.attributes.get("connection")
if connection is None:
    context.configure(dialect_name="postgresql", as_sql=True, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    connection.exec_driver_sql("set lock_timeout = '5s'")
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
