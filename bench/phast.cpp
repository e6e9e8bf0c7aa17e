// Reference for the sweeps of a contraction hierarchy (PHAST, Delling et al. 2011; RPHAST for few targets):
// a matrix of shortest path costs, 16 origins a sweep, on threads. Nothing here is shared with the package.
//
//   g++ -O3 -march=native -std=c++17 -pthread phast.cpp -o phast && ./phast dump.bin [threads] [matrix.bin]
//
// prints one line: seconds (best of 5), checksum (sum of the finite costs), number of finite costs, number of
// nodes swept. matrix.bin receives the matrix, float64 by rows, infinite where there is no path.
//
// A dump is little endian and packed:
//   int64    magic 0x5453414850 ("PHAST"), n, n_up, n_down, n_sources, n_seeds, n_targets, n_ends
//   int64    up_first[n + 1], down_first[n + 1], seed_first[n_sources + 1], end_first[n_targets + 1]
//   float64  up_weight[n_up], down_weight[n_down], seed_cost[n_seeds], end_cost[n_ends]
//   int32    up_head[n_up], down_tail[n_down], seed_node[n_seeds], end_node[n_ends]
// Nodes are places in descending rank: node 0 was contracted last. Arcs up_first[v]:up_first[v + 1] leave v for
// up_head < v; arcs down_first[v]:down_first[v + 1] enter v from down_tail < v. Both are customized and may be
// pruned. Origin s starts at its seeds, each at a cost (an open node is one seed, itself, at 0; a closed one has
// the heads of its arcs); target t is reached from its ends, each at a further cost, in the same manner.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <queue>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

constexpr int K = 16;
constexpr double inf = std::numeric_limits<double>::infinity();

// Eight numbers at once; the compiler cuts them to what the processor has.
using Eight = double __attribute__((vector_size(64)));

union Labels {
  double at[K];
  Eight eights[K / 8];
};

template <class T>
std::vector<T> take(std::FILE* file, int64_t size) {
  std::vector<T> out(size);
  if (std::fread(out.data(), sizeof(T), size, file) != static_cast<size_t>(size)) std::exit(2);
  return out;
}

// The nodes that lead down to a target, in descending rank, with the arcs between them.
struct Sweep {
  std::vector<int32_t> place, tail, end;  // place of a node in the sweep or -1
  std::vector<int64_t> first{0};
  std::vector<double> weight;
};

struct Hierarchy {
  std::vector<int64_t> size, up_first, down_first, seed_first, end_first;
  std::vector<double> up_weight, down_weight, seed_cost, end_cost;
  std::vector<int32_t> up_head, down_tail, seed_node, end_node;

  explicit Hierarchy(std::FILE* f) : size(take<int64_t>(f, 8)) {
    if (size[0] != 0x5453414850) std::exit(2);
    up_first = take<int64_t>(f, size[1] + 1), down_first = take<int64_t>(f, size[1] + 1);
    seed_first = take<int64_t>(f, size[4] + 1), end_first = take<int64_t>(f, size[6] + 1);
    up_weight = take<double>(f, size[2]), down_weight = take<double>(f, size[3]);
    seed_cost = take<double>(f, size[5]), end_cost = take<double>(f, size[7]);
    up_head = take<int32_t>(f, size[2]), down_tail = take<int32_t>(f, size[3]);
    seed_node = take<int32_t>(f, size[5]), end_node = take<int32_t>(f, size[7]);
  }

  Sweep select() const {
    Sweep s;
    s.place.assign(size[1], -1);
    for (int32_t v : end_node) s.place[v] = 0;
    for (int64_t v = size[1] - 1; v >= 0; --v)
      if (s.place[v] == 0)
        for (int64_t a = down_first[v]; a < down_first[v + 1]; ++a) s.place[down_tail[a]] = 0;
    int32_t next = 0;
    for (int64_t v = 0; v < size[1]; ++v) {
      if (s.place[v] < 0) continue;
      s.place[v] = next++;
      for (int64_t a = down_first[v]; a < down_first[v + 1]; ++a) {
        s.tail.push_back(s.place[down_tail[a]]);
        s.weight.push_back(down_weight[a]);
      }
      s.first.push_back(static_cast<int64_t>(s.tail.size()));
    }
    for (int32_t v : end_node) s.end.push_back(s.place[v]);
    return s;
  }

  // Origins begin, ..., begin + K - 1 into their rows of the matrix; `best` is infinite before and after.
  void sweep(const Sweep& s, int64_t begin, std::vector<Labels>& labels, std::vector<double>& best,
             double* matrix) const {
    const int64_t n_swept = static_cast<int64_t>(s.first.size()) - 1;
    const int64_t count = std::min<int64_t>(K, size[4] - begin);
    for (auto& label : labels) std::fill(label.at, label.at + K, inf);
    std::priority_queue<int32_t> open;  // the lowest rank first: a label is final when its node is taken
    for (int64_t k = 0; k < count; ++k) {
      auto reach = [&](int32_t v, double cost) {
        if (best[v] == inf && cost < inf) open.push(v);
        best[v] = std::min(best[v], cost);
      };
      for (int64_t i = seed_first[begin + k]; i < seed_first[begin + k + 1]; ++i)
        reach(seed_node[i], seed_cost[i]);
      while (!open.empty()) {
        const int32_t v = open.top();
        open.pop();
        for (int64_t a = up_first[v]; a < up_first[v + 1]; ++a) reach(up_head[a], best[v] + up_weight[a]);
        if (s.place[v] >= 0) labels[s.place[v]].at[k] = best[v];
        best[v] = inf;
      }
    }
    for (int64_t v = 0; v < n_swept; ++v) {
      Eight low = labels[v].eights[0], high = labels[v].eights[1];
      for (int64_t a = s.first[v]; a < s.first[v + 1]; ++a) {
        const Labels& from = labels[s.tail[a]];
        const Eight a0 = from.eights[0] + s.weight[a], a1 = from.eights[1] + s.weight[a];
        low = a0 < low ? a0 : low;
        high = a1 < high ? a1 : high;
      }
      labels[v].eights[0] = low;
      labels[v].eights[1] = high;
    }
    for (int64_t t = 0; t < size[6]; ++t)
      for (int64_t k = 0; k < count; ++k) {
        double cost = inf;
        for (int64_t i = end_first[t]; i < end_first[t + 1]; ++i)
          cost = std::min(cost, labels[s.end[i]].at[k] + end_cost[i]);
        matrix[(begin + k) * size[6] + t] = cost;
      }
  }
};

}  // namespace

int main(int argc, char** argv) {
  std::FILE* file = argc > 1 ? std::fopen(argv[1], "rb") : nullptr;
  if (!file) return 2;
  const Hierarchy h(file);
  std::fclose(file);
  const int threads = argc > 2 ? std::atoi(argv[2]) : 2;
  std::vector<double> matrix(h.size[4] * h.size[6]);
  double seconds = inf;
  size_t swept = 0;
  for (int run = 0; run < 5; ++run) {
    const auto begin = Clock::now();
    const Sweep s = h.select();  // the choice of nodes belongs to the query
    std::atomic<int64_t> next{0};
    auto work = [&] {
      std::vector<Labels> labels(s.first.size() - 1);
      std::vector<double> best(h.size[1], inf);
      for (int64_t b; (b = next.fetch_add(K)) < h.size[4];) h.sweep(s, b, labels, best, matrix.data());
    };
    std::vector<std::thread> pool;
    for (int i = 1; i < threads; ++i) pool.emplace_back(work);
    work();
    for (auto& t : pool) t.join();
    seconds = std::min(seconds, std::chrono::duration<double>(Clock::now() - begin).count());
    swept = s.first.size() - 1;
  }
  double sum = 0;
  int64_t finite = 0;
  for (double cost : matrix)
    if (cost < inf) sum += cost, ++finite;
  std::printf("%.6f %.17g %lld %zu\n", seconds, sum, static_cast<long long>(finite), swept);
  if (argc > 3) {
    std::FILE* out = std::fopen(argv[3], "wb");
    if (!out || std::fwrite(matrix.data(), sizeof(double), matrix.size(), out) != matrix.size()) return 2;
    std::fclose(out);
  }
}
