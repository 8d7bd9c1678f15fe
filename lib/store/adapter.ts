import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";

/** The connections of one Prisma client; statements of one transaction reach PostgreSQL one after another. */
export function storeAdapter(connectionString: string, max: number, schema: string): PrismaPg {
  return new AdapterInTurn({ connectionString, max, connectionTimeoutMillis: 5_000 }, { schema });
}

// Prisma asks for the relations of an `include` all at once. Outside of a transaction each gets a connection of the
// pool; inside there is only one, and pg refuses a second statement on it from version 9 on.
class AdapterInTurn extends PrismaPg {
  override async connect() {
    const connection = await super.connect();
    const start = connection.startTransaction.bind(connection);
    connection.startTransaction = async (isolationLevel) => inTurn(await start(isolationLevel));
    return connection;
  }
}

type Connection = Awaited<ReturnType<PrismaPg["connect"]>>;
type Transaction = Awaited<ReturnType<Connection["startTransaction"]>>;

function inTurn(transaction: Transaction): Transaction {
  const { queryRaw, executeRaw } = transaction;
  let last: Promise<unknown> = Promise.resolve();
  // A statement that failed does not keep the next ones waiting: PostgreSQL says what becomes of them.
  const after = <T>(ask: () => Promise<T>): Promise<T> => {
    const own = last.then(ask, ask);
    last = own;
    return own;
  };
  return Object.assign(transaction, {
    queryRaw: (...query: Parameters<typeof queryRaw>) => after(() => queryRaw.apply(transaction, query)),
    executeRaw: (...query: Parameters<typeof executeRaw>) =>
      after(() => executeRaw.apply(transaction, query)),
  });
}
