// The loop that anybody would write for matrix factorisation by SGD on single instances (Rendle et al., RecSys 2020),
// as a peer of ours: gcc -O3 -march=native -ffast-math mf_sgd.c -lm
//
// Usage: mf_sgd TRAIN.rating DIMENSIONS NEGATIVES EPOCHS   prints the seconds of each epoch, sampling left out.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static uint64_t state = 42;

static uint32_t below(uint32_t bound) {
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return (uint32_t)(((state >> 32) * bound) >> 32);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
  if (argc != 5) return fprintf(stderr, "usage: mf_sgd TRAIN.rating DIMENSIONS NEGATIVES EPOCHS\n"), 64;
  FILE *file = fopen(argv[1], "r");
  if (!file) return perror(argv[1]), 66;
  // One of the dimensions is the bias.
  const int factors = atoi(argv[2]) - 1, negatives = atoi(argv[3]), epochs = atoi(argv[4]);
  size_t positives = 0, capacity = 1 << 20;
  int *users = malloc(capacity * sizeof *users), *items = malloc(capacity * sizeof *items);
  int userCount = 0, itemCount = 0, user, item;
  while (fscanf(file, "%d %d%*[^\n]", &user, &item) == 2) {
    if (positives == capacity) {
      capacity *= 2;
      users = realloc(users, capacity * sizeof *users), items = realloc(items, capacity * sizeof *items);
    }
    users[positives] = user, items[positives++] = item;
    if (user >= userCount) userCount = user + 1;
    if (item >= itemCount) itemCount = item + 1;
  }
  const size_t count = positives * (1 + negatives);
  int *u = malloc(count * sizeof *u), *i = malloc(count * sizeof *i);
  float *y = malloc(count * sizeof *y);
  float *P = malloc((size_t)userCount * factors * sizeof *P), *Q = malloc((size_t)itemCount * factors * sizeof *Q);
  float *bu = calloc(userCount, sizeof *bu), *bi = calloc(itemCount, sizeof *bi), bias = 0;
  for (size_t k = 0; k < (size_t)userCount * factors; k++) P[k] = 0.1f * (below(2001) - 1000.0f) / 577;
  for (size_t k = 0; k < (size_t)itemCount * factors; k++) Q[k] = 0.1f * (below(2001) - 1000.0f) / 577;
  const float rate = 0.002f, penalty = 0.005f;
  for (int epoch = 0; epoch < epochs; epoch++) {
    size_t n = 0;
    for (size_t k = 0; k < positives; k++) {
      u[n] = users[k], i[n] = items[k], y[n++] = 1;
      for (int j = 0; j < negatives; j++) u[n] = users[k], i[n] = below(itemCount), y[n++] = 0;
    }
    for (size_t k = count - 1; k > 0; k--) {
      size_t other = below((uint32_t)(k + 1));
      int a = u[k], b = i[k];
      float c = y[k];
      u[k] = u[other], i[k] = i[other], y[k] = y[other], u[other] = a, i[other] = b, y[other] = c;
    }
    double start = now(), loss = 0;
    for (size_t k = 0; k < count; k++) {
      float *restrict p = P + (size_t)u[k] * factors, *restrict q = Q + (size_t)i[k] * factors;
      float z = bias + bu[u[k]] + bi[i[k]];
      for (int f = 0; f < factors; f++) z += p[f] * q[f];
      float g = y[k] - 1 / (1 + expf(-z));
      loss += y[k] > 0 ? log1pf(expf(-z)) : log1pf(expf(z));
      for (int f = 0; f < factors; f++) {
        float pf = p[f], qf = q[f];
        p[f] += rate * (g * qf - penalty * pf);
        q[f] += rate * (g * pf - penalty * qf);
      }
      bu[u[k]] += rate * (g - penalty * bu[u[k]]);
      bi[i[k]] += rate * (g - penalty * bi[i[k]]);
      bias += rate * (g - penalty * bias);
    }
    printf("%f\n", now() - start);
    fprintf(stderr, "epoch %d, loss %f\n", epoch + 1, loss / count);
    fflush(stdout);
  }
  return 0;
}
